# The service's image. docs/container.md says how to build, run and pin it.
# For PostgreSQL: docker build -t kleroterion .
# With embedded H2: docker build -t kleroterion --build-arg DATABASE=h2 .

# Both must be the same release of the JDK, because only the JVM that recorded an AOT cache can use it.
ARG BUILD_IMAGE=docker.io/library/eclipse-temurin:25.0.3_9-jdk-noble
ARG RUN_IMAGE=docker.io/library/eclipse-temurin:25.0.3_9-jre-noble
ARG VERSION=0.1.0

FROM ${BUILD_IMAGE} AS build
ARG DATABASE=postgresql
ARG VERSION
WORKDIR /build
COPY . .
# Further arguments for Maven, for example "-s .mvn/settings.xml" for a mirror.
ARG MAVEN_ARGS=
RUN --mount=type=cache,target=/root/.m2 \
    set -e; \
    export MAVEN_ARGS="$MAVEN_ARGS -B -ntp -Ddatabase=$DATABASE -Dmaven.test.skip=true -Dspotless.check.skip=true"; \
    ./mvnw package; \
    if [ "$DATABASE" = postgresql ]; then \
      mkdir /training-classpath; \
      ./mvnw org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DincludeScope=test -DoutputDirectory=/training-classpath; \
    fi
# Collects the image's files and gives all of them the same time, because the AOT cache checks the size and time of every jar.
RUN set -e; \
    if [ ! -f "target/quarkus-app/app/kleroterion-$VERSION.jar" ]; then \
      echo "pom.xml has another version than $VERSION: build with --build-arg VERSION=..." >&2; exit 1; \
    fi; \
    mkdir -p /image/opt/kleroterion /image/var/lib/kleroterion /training/work /training/programs; \
    cp -R target/quarkus-app/. /image/opt/kleroterion/; \
    cp src/container/java.options /image/opt/kleroterion/; \
    cp target/kleroterion-sbom.json /image/opt/kleroterion/sbom.cdx.json; \
    javac -d /image/opt/kleroterion/health src/container/java/Health.java; \
    javac -d /training/programs src/container/java/Training.java; \
    cp src/evaluation/screenings.ndjson /training/; \
    chmod 770 /image/var/lib/kleroterion; \
    chown 10001 /training/work; \
    age=$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' pom.xml); \
    find /image/opt /image/var -exec touch -h -d "$age" {} +
# An empty PostgreSQL for the training run. initdb refuses to run as root, or as a user without a name.
RUN echo 'training:x:10001:10001::/:/bin/false' >>/etc/passwd
USER 10001
RUN set -e; \
    if [ "$DATABASE" = postgresql ]; then \
      java -cp '/training-classpath/*' src/container/java/TrainingDatabase.java /training/work; \
    fi

# To get the bill of materials as a file: docker build --target sbom --output target .
FROM scratch AS sbom
COPY --from=build /image/opt/kleroterion/sbom.cdx.json /

# The image without its AOT cache. From here on, no step needs a shell.
FROM ${RUN_IMAGE} AS service
COPY --from=build /image/opt/ /opt/
COPY --from=build --chown=10001:10001 /image/var/lib/ /var/lib/
USER 10001:10001
ENV KLEROTERION_DATA_DIRECTORY=/var/lib/kleroterion/data

# Records the cache with the JVM that will use it, and with the same files at the same paths.
FROM service AS training
COPY --from=build --chown=10001:10001 /training/ /training/
RUN ["java", "-cp", "/training/programs", "Training", "/opt/kleroterion", "/training/work", "/training/screenings.ndjson", "/training/work/app.aot"]

FROM service
ARG RUN_IMAGE
ARG VERSION
COPY --from=training --chown=0:0 /training/work/app.aot /opt/kleroterion/app.aot
LABEL org.opencontainers.image.title="Kleroterion" \
      org.opencontainers.image.description="Randomizes the subjects of clinical trials, and proves that it did so fairly." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.documentation="docs/container.md" \
      org.opencontainers.image.base.name="${RUN_IMAGE}"
WORKDIR /opt/kleroterion
VOLUME /var/lib/kleroterion
EXPOSE 8080 9000
STOPSIGNAL SIGTERM
# This Java reads the operator's JDK_JAVA_OPTIONS too, so use no option here that could contradict them.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["java", "-Xms8m", "-Xmx16m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", "/opt/kleroterion/health", "Health"]
ENTRYPOINT ["java", "@/opt/kleroterion/java.options", "-XX:AOTCache=/opt/kleroterion/app.aot", "-jar", "/opt/kleroterion/quarkus-run.jar"]
