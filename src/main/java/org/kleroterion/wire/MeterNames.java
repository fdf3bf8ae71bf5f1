package org.kleroterion.wire;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Limits the {@code uri} label of the HTTP metrics to the path templates of the service's own
 * endpoints, so that texts which callers put into paths do not become labels.
 */
class MeterNames {
  private static final String REQUESTS = "http.server";
  private static final String URI = "uri";
  private final Set<String> own;

  /**
   * @param beans knows the classes of all resources
   */
  MeterNames(BeanManager beans) {
    own =
        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
            .flatMap(bean -> templates(bean.getBeanClass()))
            .collect(Collectors.toSet());
  }

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

  private boolean isOwn(String uri) {
    return own.contains(uri);
  }

  /** The path templates of a resource; none for another class. */
  private static Stream<String> templates(Class<?> type) {
    @Nullable Path base = type.getAnnotation(Path.class);
    if (base == null) {
      return Stream.of();
    }
    return Arrays.stream(type.getDeclaredMethods())
        .map(method -> method.getAnnotation(Path.class))
        .map(path -> path == null ? base.value() : base.value() + path.value());
  }
}
