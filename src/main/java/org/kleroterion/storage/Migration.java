package org.kleroterion.storage;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.flywaydb.core.Flyway;
import org.kleroterion.settings.Settings;

/**
 * Brings the tables up to date, after the settings are checked: a refused start leaves no database
 * behind. Where the tables have an owner of their own, as that owner.
 */
@ApplicationScoped
class Migration {
  private static final int AFTER_THE_SETTINGS = 5;

  private final Settings settings;

  Migration(Settings settings) {
    this.settings = settings;
  }

  void atStart(@Observes @Priority(AFTER_THE_SETTINGS) StartupEvent event, Flyway flyway) {
    Settings.Database database = settings.database();
    database
        .owner()
        .map(
            owner ->
                Flyway.configure(Thread.currentThread().getContextClassLoader())
                    .configuration(flyway.getConfiguration())
                    .dataSource(database.url(), owner, database.ownerPassword().orElse(""))
                    .load())
        .orElse(flyway)
        .migrate();
  }
}
