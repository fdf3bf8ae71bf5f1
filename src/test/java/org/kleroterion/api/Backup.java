package org.kleroterion.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.kleroterion.database.TestDatabase;

/** A copy of all that the database has of a trial, to be put back over what it has then. */
public final class Backup {
  /** The tables whose rows are a trial's and can change or be added to. */
  public static final List<String> TABLES =
      List.of(
          "trial_site",
          "log_head",
          "log_entry",
          "assessment",
          "stratum_cursor",
          "allocation",
          "correction",
          "emergency_list",
          "log_checkpoint",
          "log_cosignature",
          "log_timestamp");

  private static final AtomicInteger COPIES = new AtomicInteger();

  private final DataSource database;
  private final String trial;
  private final String schema = "backup_" + COPIES.incrementAndGet();

  private Backup(DataSource database, TrialUnderTest trial) {
    this.database = database;
    this.trial = trial.code();
  }

  public static Backup of(DataSource database, TrialUnderTest trial) throws SQLException {
    Backup backup = new Backup(database, trial);
    try (Connection connection = TestDatabase.administrator(database);
        Statement statement = connection.createStatement()) {
      statement.execute("create schema " + backup.schema);
      for (String table : TABLES) {
        statement.execute(
            "create table " + backup.schema + "." + table + " as " + backup.rows(table));
      }
    }
    return backup;
  }

  public void restore() throws SQLException {
    restore(TABLES);
  }

  /** Puts back these tables only. */
  public void restore(List<String> tables) throws SQLException {
    Tampering.freely(
        database,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String table : tables) {
              statement.execute("delete from " + table + " where trial = '" + trial + "'");
              statement.execute("insert into " + table + " select * from " + schema + "." + table);
            }
          }
          return tables;
        });
  }

  private String rows(String table) {
    return "select * from " + table + " where trial = '" + trial + "'";
  }
}
