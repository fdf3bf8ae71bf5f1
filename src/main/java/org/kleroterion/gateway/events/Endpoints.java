package org.kleroterion.gateway.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.Trials;

/** The endpoints that receive events, as read from the settings when the service starts. */
@ApplicationScoped
public class Endpoints {
  private static final Logger LOG = Logger.getLogger(Endpoints.class);

  private final Settings settings;
  private final EventSettings events;
  private final Trials trials;
  private Map<String, Endpoint> endpoints = Map.of();

  Endpoints(Settings settings, EventSettings events, Trials trials) {
    this.settings = settings;
    this.events = events;
    this.trials = trials;
  }

  /**
   * Reads the settings.
   *
   * @throws org.kleroterion.settings.StartRefused with every fault
   */
  public void read() {
    endpoints = new EndpointReader(settings.deliveries().timeout()).read(events.events());
  }

  /** Warns about endpoints that name a trial which is not served. */
  public void check() {
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
