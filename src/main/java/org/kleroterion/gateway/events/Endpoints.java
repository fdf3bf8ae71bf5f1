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
import org.kleroterion.trial.Registrar;
import org.kleroterion.trial.Trials;

/** Who is told; set up once, at the start. */
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

  // Before anything happens that somebody is to be told of.
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
                                "%s is to hear of the trial %s, which is not served here",
                                endpoint.destination(), code)));
  }

  List<Endpoint> hearingOf(String trial, EventType type) {
    return endpoints.values().stream().filter(one -> one.hearsOf(trial, type)).toList();
  }

  Optional<Endpoint> at(String trial, String destination) {
    return Optional.ofNullable(endpoints.get(destination)).filter(one -> one.hearsOf(trial));
  }
}
