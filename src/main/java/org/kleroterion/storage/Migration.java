package org.kleroterion.storage;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.flywaydb.core.Flyway;

/**
 * Brings the tables up to date, after the settings are checked: a refused start leaves no database
 * behind. As the tables' owner ({@code quarkus.flyway.username}).
 */
@ApplicationScoped
class Migration {
  private static final int AFTER_THE_SETTINGS = 5;

  void atStart(@Observes @Priority(AFTER_THE_SETTINGS) StartupEvent event, Flyway flyway) {
    flyway.migrate();
  }
}
