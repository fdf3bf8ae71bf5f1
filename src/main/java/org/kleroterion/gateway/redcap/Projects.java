package org.kleroterion.gateway.redcap;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.gateway.ServedTrials;
import org.kleroterion.settings.Settings;

/** The REDCap projects in the settings, read once when the service starts. */
@ApplicationScoped
public class Projects {
  private final RedcapSettings redcap;
  private final Settings settings;
  private final ServedTrials trials;
  private Map<String, Project> byName = Map.of();

  Projects(RedcapSettings redcap, Settings settings, ServedTrials trials) {
    this.redcap = redcap;
    this.settings = settings;
    this.trials = trials;
  }

  /**
   * Reads the settings and the mapping files, and checks them against the registered trials.
   *
   * @throws org.kleroterion.settings.StartRefused with every fault
   */
  public void read() {
    byName =
        new SetUpReader(redcap, settings.deliveries().timeout(), trials::find, trials::isInTrouble)
            .read();
  }

  Optional<Project> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The project of a destination of the queue. */
  Optional<Project> at(String trial, String destination) {
    return byName.values().stream().filter(project -> project.isAt(trial, destination)).findFirst();
  }
}
