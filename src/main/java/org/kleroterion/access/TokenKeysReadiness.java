package org.kleroterion.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness stays red until the issuer's keys have been fetched once, because no token can be
 * verified before. A later outage of the issuer does not affect valid tokens.
 */
@Readiness
@ApplicationScoped
class TokenKeysReadiness implements HealthCheck {
  private final TokenKeys keys;

  TokenKeysReadiness(TokenKeys keys) {
    this.keys = keys;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("Keys of the token issuer are known")
            .status(keys.issuer().map(issuer -> !issuer.isEmpty()).orElse(true));
    keys.issuer()
        .flatMap(IssuerKeys::failure)
        .ifPresent(why -> response.withData("last fetch", why));
    return response.build();
  }
}
