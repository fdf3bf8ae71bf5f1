package org.kleroterion.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.kleroterion.settings.Settings;

/** The issuer's keys where they come from a URL, kept fresh beside the requests. */
@Singleton
class TokenKeys {
  private final Optional<IssuerKeys> issuer;

  TokenKeys(Settings settings, MeterRegistry meters) {
    Settings.Token token = settings.token();
    issuer =
        token
            .keys()
            .filter(location -> location.startsWith("http://") || location.startsWith("https://"))
            .map(url -> new IssuerKeys(new JwkSetUrl(url, token.algorithm()), System::nanoTime));
    // Held by whoever looks after the keys: a gauge does not keep what it measures.
    meters.gauge("kleroterion.token.keys.age.seconds", this, TokenKeys::age);
  }

  /** Empty where the keys are a file. */
  Optional<IssuerKeys> issuer() {
    return issuer;
  }

  @Scheduled(every = "1S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void refresh() {
    issuer.ifPresent(IssuerKeys::refresh);
  }

  /** 0 where they are a file, no number before they were fetched. */
  private double age() {
    return issuer
        .map(keys -> keys.age().map(Duration::toSeconds).map(Long::doubleValue).orElse(Double.NaN))
        .orElse(0.0);
  }
}
