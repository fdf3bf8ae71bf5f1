package org.kleroterion.log.guard;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while any trial is stopped because of its log. The data names the trial and the reason.
 */
@Readiness
@ApplicationScoped
class LogReadiness implements HealthCheck {
  private final LogGuard guard;

  LogReadiness(LogGuard guard) {
    this.guard = guard;
  }

  @Override
  public HealthCheckResponse call() {
    Map<String, String> broken = guard.broken();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("Logs are what was signed").status(broken.isEmpty());
    broken.forEach(response::withData);
    return response.build();
  }
}
