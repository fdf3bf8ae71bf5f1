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

/**
 * The token issuer's keys if they come from a URL, and the background thread that refreshes them.
 */
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
    // A gauge has only a weak reference to its object, so it must be this singleton.
    meters.gauge("kleroterion.token.keys.age.seconds", this, TokenKeys::age);
  }

  /** Empty if the keys come from a file. */
  Optional<IssuerKeys> issuer() {
    return issuer;
  }

  void atStart(@Observes StartupEvent event) {
    rounds = issuer.map(keys -> Rounds.every(Duration.ofSeconds(1), "token-keys", keys::refresh));
  }

  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(Rounds::close);
  }

  /** In seconds: 0 if the keys come from a file, NaN before the first fetch. */
  private double age() {
    return issuer
        .map(keys -> keys.age().map(Duration::toSeconds).map(Long::doubleValue).orElse(Double.NaN))
        .orElse(0.0);
  }
}
