package org.kleroterion.storage;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/**
 * Brings the tables up to date at start, as their owner ({@code quarkus.flyway.username}), and
 * checks the database users and their rights.
 */
@ApplicationScoped
public class Migration {
  private final Flyway flyway;
  private final DataSource database;
  private final Settings settings;

  Migration(Flyway flyway, DataSource database, Settings settings) {
    this.flyway = flyway;
    this.database = database;
    this.settings = settings;
  }

  /**
   * @throws StartRefused if the service cannot use the database; its message says what to grant or
   *     to set
   */
  public void run() {
    migrate(flyway, database, settings.database());
  }

  /**
   * Brings the tables up to date, and checks that the service can use them.
   *
   * @param flyway connects as the tables' owner
   * @param database connects as the service's user
   * @throws StartRefused if it cannot; its message says what to grant or to set
   */
  static void migrate(Flyway flyway, DataSource database, Settings.Database settings) {
    DatabaseUser owner = DatabaseUser.owner(settings);
    DatabaseUser service = DatabaseUser.service(settings);
    try (Connection connection = owner.connect(flyway.getConfiguration().getDataSource())) {
      DatabaseRights.requireForMigration(connection, owner, service);
    } catch (SQLException failure) {
      throw owner.refused(failure);
    }
    requireNoNewerRelease(flyway);
    try {
      flyway.migrate();
    } catch (FlywayValidateException altered) {
      throw new StartRefused(
          List.of(
              "the tables differ from those that this release creates. Start the release that"
                  + " created them, or restore a backup. "
                  + altered.getMessage()));
    }
    try (Connection connection = service.connect(database)) {
      DatabaseRights.requireForService(connection, service);
    } catch (SQLException failure) {
      throw service.refused(failure);
    }
  }

  // Flyway would only warn. This release would then write rows that the newer one does not expect.
  private static void requireNoNewerRelease(Flyway flyway) {
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getState() == MigrationState.FUTURE_SUCCESS
          || applied.getState() == MigrationState.FUTURE_FAILED) {
        throw new StartRefused(
            List.of(
                "the tables belong to a newer release, which migrated them to version "
                    + applied.getVersion()
                    + ". Start that release, or restore the backup from before the upgrade"));
      }
    }
  }
}
