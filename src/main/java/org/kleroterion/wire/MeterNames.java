package org.kleroterion.wire;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Limits the {@code uri} label of the HTTP metrics to the path templates of the service's own
 * endpoints, so that texts which callers put into paths do not become labels.
 */
class MeterNames {
  private static final String REQUESTS = "http.server";
  private static final String URI = "uri";
  private static final Set<String> FHIR =
      Set.of(
          "/fhir/R4/metadata",
          "/fhir/R4/OperationDefinition/{id}",
          "/fhir/R4/ResearchStudy",
          "/fhir/R4/ResearchStudy/{id}",
          "/fhir/R4/ResearchSubject",
          "/fhir/R4/ResearchSubject/{id}",
          "/fhir/R4/AuditEvent",
          "/fhir/R4/AuditEvent/{id}");

  @Produces
  @Singleton
  MeterFilter ownPathsOnly() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        @Nullable String uri = id.getTag(URI);
        if (!id.getName().startsWith(REQUESTS) || uri == null || isOwn(uri)) {
          return id;
        }
        return id.replaceTags(Tags.of(id.getTags()).and(Tag.of(URI, "OTHER")));
      }
    };
  }

  /** Histogram buckets of the response times; percentiles over all replicas follow from them. */
  @Produces
  @Singleton
  MeterFilter buckets() {
    double[] limits =
        Stream.of(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
            .mapToDouble(milliseconds -> Duration.ofMillis(milliseconds).toNanos())
            .toArray();
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().startsWith(REQUESTS) && id.getType() == Meter.Type.TIMER
            ? DistributionStatisticConfig.builder()
                .serviceLevelObjectives(limits)
                .build()
                .merge(config)
            : config;
      }
    };
  }

  private static boolean isOwn(String uri) {
    return uri.equals("/v1/trials")
        || uri.startsWith("/v1/trials/{trial}")
        || uri.startsWith("/openclinica/{trial}/api")
        || uri.equals("/redcap/{project}/{secret}")
        || uri.startsWith("/fhir/R4/Questionnaire/{id}")
        || FHIR.contains(uri);
  }
}
