# Sourced by the commands in this directory. They run in the root of the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PATH:/usr/sbin"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# help: prints the comment at the top of the command and exits.
help() {
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
  exit
}

# hurry: for --quick. Java uses only its fast first compiler (C1): it starts faster, and C2 does not pay off in a run of seconds.
hurry() {
  quick=yes
  export JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -XX:TieredStopAtLevel=1"
}
quick=

# need PACKAGE FILE...: fails unless each FILE is a command or an existing file. PACKAGE is the Debian package.
need() {
  local file
  for file in "${@:2}"; do
    command -v "$file" >/dev/null || [[ -e "$file" ]] ||
      fail "${file##*/} is missing. Install it: apt-get install --no-install-recommends $1"
  done
}

# build DATABASE: builds the service and the programs if a source is newer. Sets service, the directory of the packaged service.
build() {
  need openjdk-17-jdk "$java" "${java}c"
  tools/build "$1"
  service="tools/target/service/$1"
}

# run CLASS-OR-OPTION...: runs a Java program of tools/ with the packaged service.
run() {
  "$java" "-Djar=${JAR:-$service/quarkus-run.jar}" ${quick:+-Dquick=true} -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
    -cp "tools/target/classes:$(<tools/target/classpath)" "$@"
}

# free_port: prints a free port on loopback.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

# postgres_programs: sets pg, the program directory of the newest PostgreSQL from Debian.
postgres_programs() {
  pg="$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1 | xargs -r dirname)"
  need postgresql "${pg:-/usr/lib/postgresql}/initdb" "${pg:-/usr/lib/postgresql}/pgbench" psql
}

# as_postgres COMMAND...: runs a command as the user postgres if the caller is root, because PostgreSQL refuses root.
as_postgres() {
  if ((EUID == 0)); then
    (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
  else
    (cd / && "$@")
  fi
}

# start_postgres DIRECTORY [SERVER-OPTIONS]: starts a new server on loopback with the superuser postgres. Sets PGHOST, PGPORT, PGUSER.
start_postgres() {
  local owner=()
  ((EUID != 0)) || owner=(-o postgres -g postgres)
  export PGHOST=127.0.0.1 PGUSER=postgres PGPORT
  PGPORT="$(free_port)"
  chmod o+x "$(dirname "$1")"
  install -d "${owner[@]}" -m 700 "$1"
  as_postgres "$pg/initdb" -D "$1" -U postgres -A trust -E UTF8 --no-locale >/dev/null
  as_postgres "$pg/pg_ctl" -D "$1" -w -l "$1/log" -o "-p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= ${2:-}" \
    start >/dev/null
}

# stop_postgres DIRECTORY: stops the server. Does nothing if it was never started.
stop_postgres() {
  [[ ! -f "$1/postmaster.pid" ]] || as_postgres "$pg/pg_ctl" -D "$1" -m immediate stop >/dev/null
}
