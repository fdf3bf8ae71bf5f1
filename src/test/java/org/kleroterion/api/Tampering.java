package org.kleroterion.api;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.kleroterion.database.TestDatabase;

/** What somebody does who owns the database: drops the triggers that stand before a table first. */
public final class Tampering {
  private static final List<String> APPEND_ONLY =
      List.of(
          "log_entry",
          "assessment",
          "allocation",
          "correction",
          "emergency_list",
          "log_checkpoint",
          "log_cosignature",
          "log_timestamp");

  private Tampering() {}

  /** What is done while nothing stands in its way. */
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Executes the statement with the trial's code as its one parameter, and tells its rows. */
  public static int alter(DataSource database, String sql, String trial) throws SQLException {
    return freely(
        database,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, trial);
            return statement.executeUpdate();
          }
        });
  }

  /** Works without triggers and foreign keys, and puts them back. */
  public static <T> T freely(DataSource database, Work<T> work) throws SQLException {
    try (Connection connection = TestDatabase.administrator(database);
        Statement guards = connection.createStatement()) {
      if (TestDatabase.isPostgres()) {
        // Of this connection only, which ends here.
        guards.execute("set session_replication_role = replica");
        return work.on(connection);
      }
      guards.execute("set referential_integrity false");
      for (String table : APPEND_ONLY) {
        guards.execute("drop trigger " + table + "_is_append_only");
      }
      try {
        return work.on(connection);
      } finally {
        for (String table : APPEND_ONLY) {
          guards.execute(
              "create trigger "
                  + table
                  + "_is_append_only before update, delete on "
                  + table
                  + " for each row call 'org.kleroterion.storage.AppendOnly'");
        }
        guards.execute("set referential_integrity true");
      }
    }
  }
}
