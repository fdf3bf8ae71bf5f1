package org.kleroterion.access;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.kleroterion.settings.RepeatedTask;
import org.kleroterion.settings.Settings;

/**
 * The token issuer's keys if they come from a URL, and the background thread that refreshes them.
 */
@ApplicationScoped
public class TokenKeys {
  private final Optional<IssuerKeys> issuer;
  private Optional<RepeatedTask> rounds = Optional.empty();

  TokenKeys(Settings settings, MeterRegistry meters) {
    Settings.Token token = settings.token();
    issuer =
        token
            .keys()
            .filter(location -> location.startsWith("http://") || location.startsWith("https://"))
            .map(url -> new IssuerKeys(new JwkSetUrl(url, token.algorithm()), System::nanoTime));
    // A gauge has only a weak reference to its object, so it must be this bean.
    Gauge.builder("kleroterion.token.keys.age.seconds", this, TokenKeys::age)
        .description("Time since the token issuer's keys were last fetched")
        .register(meters);
  }

  /** Empty if the keys come from a file. */
  Optional<IssuerKeys> issuer() {
    return issuer;
  }

  /** Starts to fetch the keys, if they come from a URL. */
  public void start() {
    rounds =
        issuer.map(keys -> RepeatedTask.every(Duration.ofSeconds(1), "token-keys", keys::refresh));
  }

  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(RepeatedTask::close);
  }

  /** In seconds: 0 if the keys come from a file, NaN before the first fetch. */
  private double age() {
    return issuer
        .map(keys -> keys.age().map(Duration::toSeconds).map(Long::doubleValue).orElse(Double.NaN))
        .orElse(0.0);
  }
}
