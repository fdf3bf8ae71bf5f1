package org.kleroterion.gateway.redcap;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.gateway.ServedTrials;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.registration.Registrar;

/** The REDCap projects in the settings, read once when the service starts. */
@ApplicationScoped
class Projects {
  /** After registration, because the mappings are checked against the registered trials. */
  private static final int PRIORITY = Registrar.PRIORITY + 10;

  private final Settings settings;
  private final ServedTrials trials;
  private Map<String, Project> byName = Map.of();

  Projects(Settings settings, ServedTrials trials) {
    this.settings = settings;
    this.trials = trials;
  }

  void atStart(@Observes @Priority(PRIORITY) StartupEvent event) {
    byName =
        new SetUpReader(settings.redcap(), settings.deliveries().patience(), trials::find).read();
  }

  Optional<Project> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The project of a destination of the queue. */
  Optional<Project> at(String trial, String destination) {
    return byName.values().stream().filter(project -> project.isAt(trial, destination)).findFirst();
  }
}
