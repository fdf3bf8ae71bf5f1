package org.kleroterion.gateway.events;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.registration.Registrar;

/** The endpoints that receive events, as read from the settings when the service starts. */
@ApplicationScoped
class Endpoints {
  private static final Logger LOG = Logger.getLogger(Endpoints.class);

  private final Settings settings;
  private final Trials trials;
  private Map<String, Endpoint> endpoints = Map.of();

  Endpoints(Settings settings, Trials trials) {
    this.settings = settings;
    this.trials = trials;
  }

  // Must run early: an entry that is appended during the start must reach its endpoints too.
  void read(@Observes @Priority(2) StartupEvent event) {
    endpoints = new EndpointReader(settings.deliveries().patience()).read(settings.events());
  }

  void check(@Observes @Priority(Registrar.PRIORITY + 10) StartupEvent event) {
    List<String> codes = trials.codes();
    endpoints
        .values()
        .forEach(
            endpoint ->
                endpoint.trials().stream()
                    .filter(code -> !code.equals("*") && !codes.contains(code))
                    .forEach(
                        code ->
                            LOG.warnf(
                                "The endpoint %s names the trial %s, which is not served here",
                                endpoint.destination(), code)));
  }

  /** The endpoints that receive events of this type and trial. */
  List<Endpoint> receiving(String trial, EventType type) {
    return endpoints.values().stream().filter(endpoint -> endpoint.receives(trial, type)).toList();
  }

  /** The endpoint of a destination; empty if it receives no events of the trial. */
  Optional<Endpoint> at(String trial, String destination) {
    return Optional.ofNullable(endpoints.get(destination))
        .filter(endpoint -> endpoint.receives(trial));
  }
}
