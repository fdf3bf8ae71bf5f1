package org.kleroterion.api;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** What somebody does who owns the database: drops the triggers that stand before a table first. */
public final class Tampering {
  private static final List<String> APPEND_ONLY =
      List.of("log_entry", "assessment", "allocation", "log_checkpoint");

  private Tampering() {}

  /** Executes the statement with the trial's code as its one parameter, and tells its rows. */
  public static int alter(DataSource database, String sql, String trial) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement triggers = connection.createStatement()) {
      for (String table : APPEND_ONLY) {
        triggers.execute("drop trigger " + table + "_is_append_only");
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, trial);
        return statement.executeUpdate();
      } finally {
        for (String table : APPEND_ONLY) {
          triggers.execute(
              "create trigger "
                  + table
                  + "_is_append_only before update, delete on "
                  + table
                  + " for each row call 'org.kleroterion.storage.AppendOnly'");
        }
      }
    }
  }
}
