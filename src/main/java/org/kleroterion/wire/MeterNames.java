package org.kleroterion.wire;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kleroterion.wire.incoming.Endpoints;

/**
 * Limits the labels of the HTTP metrics to the path templates of the service's own endpoints and to
 * HTTP's methods, so that texts which callers invent do not become labels.
 */
class MeterNames {
  private static final String REQUESTS = "http.server";
  private static final String URI = "uri";
  private static final String METHOD = "method";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final double NANOS_PER_SECOND = 1e9;

  /** Libraries' meters whose names end like parts of a histogram. */
  private static final Map<String, String> RENAMED = Map.of("system.cpu.count", "system.cpus");

  /** Its parts have names that belong to no metric; http.server.active.connections counts them. */
  private static final Set<String> LEFT_OUT = Set.of("http.server.connections");

  /** Of meters that libraries register without one. */
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "http.server.active.requests", "Requests that are being answered",
          "netty.allocator.memory.pinned", "Bytes of allocated buffers in use",
          "netty.allocator.memory.used", "Bytes that the allocator holds",
          "netty.allocator.pooled.arenas", "Arenas of the pooled allocator",
          "netty.allocator.pooled.cache.size", "Sizes of the pooled allocator's caches",
          "netty.allocator.pooled.chunk.size", "Bytes of one chunk of the pooled allocator",
          "netty.allocator.pooled.threadlocal.caches",
              "Thread-local caches of the pooled allocator",
          "netty.eventexecutor.tasks.pending", "Tasks that wait for an event loop");

  private final Set<String> own;

  MeterNames(Endpoints endpoints) {
    own = endpoints.templates();
  }

  @Produces
  @Singleton
  MeterFilter ownPathsOnly() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith(REQUESTS)
            ? limited(limited(id, URI, own), METHOD, METHODS)
            : id;
      }
    };
  }

  /** Names and descriptions in which {@code promtool check metrics} finds no fault. */
  @Produces
  @Singleton
  MeterFilter promtool() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        String name = RENAMED.getOrDefault(id.getName(), id.getName());
        return new Meter.Id(
            name.startsWith("agroal.") ? name.replaceFirst("\\.count$", "") : name,
            Tags.of(id.getTags()),
            id.getBaseUnit(),
            // In OpenMetrics a quotation mark has an escape that the older format does not know.
            Objects.requireNonNullElseGet(
                    id.getDescription(), () -> DESCRIPTIONS.getOrDefault(id.getName(), ""))
                .replace('"', '\''),
            id.getType());
      }

      @Override
      public MeterFilterReply accept(Meter.Id id) {
        return LEFT_OUT.contains(id.getName())
                || Set.of("milliseconds", "ns")
                    .contains(Objects.requireNonNullElse(id.getBaseUnit(), ""))
            ? MeterFilterReply.DENY
            : MeterFilterReply.NEUTRAL;
      }
    };
  }

  /** In seconds. The library's own meter counts nanoseconds. */
  @Produces
  @Singleton
  MeterBinder processorTime() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return meters ->
        FunctionCounter.builder(
                "process.cpu", system, bean -> bean.getProcessCpuTime() / NANOS_PER_SECOND)
            .baseUnit("seconds")
            .description("Processor time used by the service")
            .register(meters);
  }

  /**
   * Answers the metrics in Prometheus' text format to a caller that does not ask for OpenMetrics:
   * {@code promtool} reads the text format only.
   */
  void preferText(@Observes ManagementInterface management) {
    management
        .router()
        .get("/q/metrics")
        .order(-1)
        .handler(
            request -> {
              String accept = String.valueOf(request.request().getHeader(HttpHeaders.ACCEPT));
              // Quarkus knows OpenMetrics by this text only.
              String format =
                  accept.contains("openmetrics")
                      ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                      : MediaType.TEXT_PLAIN;
              request.request().headers().set(HttpHeaders.ACCEPT, format);
              request.next();
            });
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

  private static Meter.Id limited(Meter.Id id, String label, Set<String> values) {
    @Nullable String value = id.getTag(label);
    return value == null || values.contains(value)
        ? id
        : id.replaceTags(Tags.of(id.getTags()).and(Tag.of(label, "OTHER")));
  }
}
