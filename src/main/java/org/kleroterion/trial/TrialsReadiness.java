package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.kleroterion.problem.TrialTroubles;

/**
 * Ready if at least one trial can be served or none is registered: one trial's trouble must not
 * take the others out of the balancer. The data names every trial that has trouble, and why.
 */
@Readiness
@ApplicationScoped
class TrialsReadiness implements HealthCheck {
  private final TrialTroubles troubles;

  TrialsReadiness(TrialTroubles troubles) {
    this.troubles = troubles;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("At least one trial can be served")
            .status(troubles.areSomeServed());
    troubles.all().forEach(response::withData);
    return response.build();
  }
}
