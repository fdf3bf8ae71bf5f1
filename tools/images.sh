# Sourced after common.sh. Makes container images from programs of this machine, without a registry.
# The caller sets: work, a temporary directory; buildah, an array with the command and its options; and pg (postgres_programs).

# need_jdk25: sets JDK25_HOME if it is not set, and fails if there is no JDK 25.
need_jdk25() {
  JDK25_HOME="${JDK25_HOME:-$(find /usr/lib/jvm -maxdepth 1 -name '*25*' 2>/dev/null | head -1)}"
  [[ -x "$JDK25_HOME/bin/jlink" ]] || fail "JDK25_HOME must name a JDK 25 (https://adoptium.net)"
}

# name_of ARGUMENT: prints the default of a build argument of the Dockerfile.
name_of() { sed -n "s/^ARG $1=//p" Dockerfile; }

# commit DIRECTORY NAME [CONFIGURATION...]: makes the image NAME from the files in DIRECTORY.
commit() {
  local container
  container="$("${buildah[@]}" from scratch)"
  "${buildah[@]}" add --quiet "$container" "$1" / >/dev/null
  [[ $# == 2 ]] || "${buildah[@]}" config "${@:3}" "$container"
  "${buildah[@]}" commit --quiet --format docker --rm "$container" "$2" >/dev/null
}

# extend BASE NAME DIRECTORY PLACE [OPTION...]: makes the image NAME from the image BASE, with the files of DIRECTORY in PLACE.
extend() {
  local container
  container="$("${buildah[@]}" from --pull-never "$1")"
  "${buildah[@]}" add --quiet "${@:5}" "$container" "$3" "$4" >/dev/null
  "${buildah[@]}" commit --quiet --format docker --rm "$container" "$2" >/dev/null
}

# The configuration of an image with Java: the same paths as in the public images.
java_places=(--env JAVA_HOME=/opt/java/openjdk --env LANG=C.UTF-8
  --env PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)

# make_root DIRECTORY: makes an empty root file system.
make_root() {
  mkdir -p "$1"/{usr/bin,usr/lib/x86_64-linux-gnu,usr/lib64,etc,opt/java,root,proc,sys,dev,run,var/lib}
  mkdir -m 1777 "$1/tmp"
  ln -s usr/bin usr/lib usr/lib64 "$1"
  ln -s ../run "$1/var/run"
  echo 'root:x:0:0::/root:/bin/sh' >"$1/etc/passwd"
  echo 'root:x:0:' >"$1/etc/group"
  cp /etc/nsswitch.conf "$1/etc/"
}

# add_programs DIRECTORY PROGRAM...: copies the programs and the libraries that they need.
add_programs() {
  local program
  for program in "${@:2}"; do
    program="$(command -v "$program")"
    cp -L "$program" "$1/usr/bin/"
    add_libraries "$1" "$program"
  done
}

# add_libraries DIRECTORY FILE...: copies the libraries that the files need.
add_libraries() {
  { ldd "${@:2}" || true; } 2>/dev/null |
    awk '/=> \// { print $3 } $1 ~ /^\// && /\(0x/ { print $1 }' | sort -u | xargs -r cp -L --parents -t "$1"
}

# add_java_libraries DIRECTORY [ROOT]: copies the libraries that Java needs, from this machine or from the root file system ROOT.
add_java_libraries() {
  local library
  for library in libc libm libdl libpthread librt libutil libresolv libnss_dns libnss_files libz libgcc_s libstdc++; do
    find "${2:-}/usr/lib/x86_64-linux-gnu" -maxdepth 1 -name "$library.so.*" -exec cp -a -t "$1/usr/lib/x86_64-linux-gnu/" {} +
  done
  cp -aL "${2:-}/lib64/ld-linux-x86-64.so.2" "$1/usr/lib64/"
}

# add_java DIRECTORY MODULES: adds a Java with these modules of JDK25_HOME.
add_java() {
  "$JDK25_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages --generate-cds-archive \
    --output "$1/opt/java/openjdk" --add-modules "$2" >/dev/null
}

# The modules of Temurin's JRE.
jre_modules=java.se,java.smartcardio,jdk.accessibility,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.dynalink,jdk.httpserver,jdk.jdwp.agent,jdk.jfr,jdk.jsobject,jdk.localedata,jdk.management,jdk.management.agent,jdk.management.jfr,jdk.naming.dns,jdk.naming.rmi,jdk.net,jdk.nio.mapmode,jdk.sctp,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.xml.dom,jdk.zipfs

# The programs that the Dockerfile's build stage calls.
build_programs=(sh chmod chown cp find mkdir sed touch)

# make_service_bases: makes the Dockerfile's two base images: BUILD_IMAGE has a shell and a compiler, RUN_IMAGE has Java and no shell.
make_service_bases() {
  local base="$work/base"
  make_root "$base"
  add_java_libraries "$base"
  add_java "$base" "$jre_modules"
  commit "$base" "$(name_of RUN_IMAGE)" "${java_places[@]}"
  rm -rf "$base"
  make_root "$base"
  add_programs "$base" "${build_programs[@]}"
  add_java_libraries "$base"
  add_java "$base" java.se,jdk.compiler,jdk.unsupported
  commit "$base" "$(name_of BUILD_IMAGE)" "${java_places[@]}"
  rm -rf "$base"
}

# make_service_context DIRECTORY SERVICE [CLASSPATH]: makes the Dockerfile's context with the packaged SERVICE. Its mvnw builds
# nothing: it only copies the jars of CLASSPATH, which the build for PostgreSQL needs.
make_service_context() {
  mkdir -p "$1"/{src/evaluation,target}
  cp -r "$2" "$1/target/quarkus-app"
  mv "$1/target/quarkus-app/kleroterion-sbom.json" "$1/target/"
  [[ $# == 2 ]] || cp -r "$3" "$1/target/training-classpath"
  cp Dockerfile pom.xml "$1/"
  cp -r src/container "$1/src/"
  cp src/evaluation/screenings.ndjson "$1/src/evaluation/"
  cat >"$1/mvnw" <<'SH'
#!/bin/sh
for argument; do
  case "$argument" in
    -DoutputDirectory=*) cp target/training-classpath/* "${argument#*=}" ;;
  esac
done
SH
  chmod +x "$1/mvnw"
}

# make_postgres_image NAME: makes an image with Debian's PostgreSQL. Its entry point supports the settings of the official image
# that compose.yaml uses: POSTGRES_PASSWORD_FILE, POSTGRES_INITDB_ARGS, and SQL in /docker-entrypoint-initdb.d.
make_postgres_image() {
  local base="$work/base" files="${pg%/bin}"
  make_root "$base"
  echo 'postgres:x:999:999::/var/lib/postgresql:/bin/bash' >>"$base/etc/passwd"
  mkdir -p "$base/docker-entrypoint-initdb.d" "$base/$files/lib" "$base/usr/lib/locale" "$base/usr/share/postgresql"
  mkdir -m 1777 "$base/var/lib/postgresql"
  cp -a "$files/bin" "$base/$files/"
  # Without the JIT compiler, which needs LLVM. PostgreSQL works without it.
  find "$files/lib" -maxdepth 1 -name '*.so*' ! -name 'llvmjit*' -exec cp -a -t "$base/$files/lib/" {} +
  cp -a "/usr/share/postgresql/${files##*/}" "$base/usr/share/postgresql/"
  cp -a /usr/lib/locale/C.utf8 "$base/usr/lib/locale/"
  cp -a /usr/share/zoneinfo "$base/usr/share/"
  add_libraries "$base" "$files"/bin/* "$files"/lib/{dict_snowball,plpgsql,libpqwalreceiver}.so
  add_programs "$base" bash sh cat mkdir
  cat >"$base/usr/bin/docker-entrypoint.sh" <<'SH'
#!/bin/bash
set -euo pipefail
if [[ ! -s "$PGDATA/PG_VERSION" ]]; then
  mkdir -p -m 700 "$PGDATA"
  # Not quoted: it may contain several options.
  initdb -D "$PGDATA" -U postgres --pwfile="$POSTGRES_PASSWORD_FILE" ${POSTGRES_INITDB_ARGS:-}
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start
  for file in /docker-entrypoint-initdb.d/*.sql; do
    psql -X -v ON_ERROR_STOP=1 --no-password -U postgres -d postgres -f "$file"
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@"
SH
  chmod +x "$base/usr/bin/docker-entrypoint.sh"
  commit "$base" "$1" --env "PATH=$files/bin:/usr/bin" --env LANG=C.UTF-8 --env PGDATA=/var/lib/postgresql/18/docker \
    --volume /var/lib/postgresql --stop-signal SIGINT --entrypoint '["docker-entrypoint.sh"]' --cmd postgres
  rm -rf "$base"
}

# make_keycloak_image NAME DISTRIBUTION: makes an image with Java, bash, and Keycloak's distribution at the official image's path.
# Java uses only its fast first compiler, because Keycloak runs for a short time.
make_keycloak_image() {
  local base="$work/base"
  make_root "$base"
  echo 'keycloak:x:1000:0::/opt/keycloak:/bin/bash' >>"$base/etc/passwd"
  add_programs "$base" bash sh cat dirname env grep readlink sed uname
  add_java_libraries "$base"
  add_java "$base" "$jre_modules"
  commit "$base" "$1" "${java_places[@]}" --env KC_RUN_IN_CONTAINER=true \
    --env JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1 --user 1000 --workingdir / \
    --entrypoint '["/opt/keycloak/bin/kc.sh"]'
  rm -rf "$base"
  mkdir -p "$2/data"
  extend "$1" "$1" "$2" /opt/keycloak --chown 1000:0
}
