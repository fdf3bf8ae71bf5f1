package org.kleroterion.wire;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what callers put into paths out of the metrics: only the templates of our own endpoints are
 * named.
 */
class MeterNames {
  private static final String REQUESTS = "http.server";
  private static final String URI = "uri";

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

  private static boolean isOwn(String uri) {
    return uri.equals("/v1/trials") || uri.startsWith("/v1/trials/{trial}");
  }
}
