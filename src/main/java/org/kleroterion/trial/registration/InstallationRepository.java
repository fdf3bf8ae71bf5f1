package org.kleroterion.trial.registration;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import org.kleroterion.settings.Settings;

/** Reads and inserts the only row of {@link Installation}. */
@ApplicationScoped
class InstallationRepository implements PanacheRepositoryBase<Installation, Integer> {
  /** The mode that the database was made for. A new database gets the current mode. */
  Settings.Mode modeOf(Settings.Mode current) {
    return findByIdOptional(Installation.ONLY).orElseGet(() -> insert(current)).mode;
  }

  private Installation insert(Settings.Mode mode) {
    Installation installation = new Installation();
    installation.mode = mode;
    persist(installation);
    return installation;
  }
}
