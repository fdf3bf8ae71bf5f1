package org.kleroterion.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.kleroterion.settings.Rounds;
import org.kleroterion.settings.Settings;

/** The issuer's keys where they come from a URL, kept fresh beside the requests. */
@Singleton
class TokenKeys {
  private final Optional<IssuerKeys> issuer;
  private Optional<Rounds> rounds = Optional.empty();

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

  void atStart(@Observes StartupEvent event) {
    rounds = issuer.map(keys -> Rounds.every(Duration.ofSeconds(1), "token-keys", keys::refresh));
  }

  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(Rounds::close);
  }

  /** 0 where they are a file, no number before they were fetched. */
  private double age() {
    return issuer
        .map(keys -> keys.age().map(Duration::toSeconds).map(Long::doubleValue).orElse(Double.NaN))
        .orElse(0.0);
  }
}
