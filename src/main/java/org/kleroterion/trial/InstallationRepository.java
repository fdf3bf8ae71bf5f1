package org.kleroterion.trial;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import org.kleroterion.settings.Settings;

/** The one row that says what the database is for. */
@ApplicationScoped
class InstallationRepository implements PanacheRepositoryBase<Installation, Integer> {
  /** The mode of the database's first start, which is this one if it has none. */
  Settings.Mode modeOf(Settings.Mode current) {
    return findByIdOptional(Installation.ONLY).orElseGet(() -> first(current)).mode;
  }

  private Installation first(Settings.Mode mode) {
    Installation installation = new Installation();
    installation.mode = mode;
    persist(installation);
    return installation;
  }
}
