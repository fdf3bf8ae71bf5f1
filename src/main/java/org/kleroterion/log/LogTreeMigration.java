package org.kleroterion.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.kleroterion.log.checkpoint.Origins;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;

/**
 * Adds the Merkle tree to the tables: every entry gets the hashes of the subtrees that it
 * completes, and every log gets a head with the tree's frontier. Logs that already exist are
 * converted.
 */
public class LogTreeMigration implements JavaMigration {
  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("2");
  }

  @Override
  public String getDescription() {
    return "log tree";
  }

  @Override
  public Integer getChecksum() {
    return 1;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    execute(
        connection,
        "alter table log_entry add column hashes bytea",
        "alter table log_head rename to log_head_without_tree",
        """
        create table log_head (
          trial          varchar(64)  not null references trial,
          number         integer      not null,
          origin         varchar(255) not null,
          first_position bigint       not null,
          size           bigint       not null,
          last_time      timestamp(3) with time zone not null,
          frontier       bytea        not null,
          ended          boolean      not null,
          primary key (trial, number)
        )\
        """);
    for (String trial : trials(connection)) {
      addHead(connection, trial, hashEntries(connection, trial));
    }
    execute(
        connection,
        "drop table log_head_without_tree cascade",
        "alter table log_entry add foreign key (trial) references trial",
        "alter table log_entry alter column hashes set not null");
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> trials(Connection connection) throws SQLException {
    List<String> trials = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select trial from log_head_without_tree")) {
      while (rows.next()) {
        trials.add(rows.getString(1));
      }
    }
    return trials;
  }

  private static Frontier hashEntries(Connection connection, String trial) throws SQLException {
    Frontier frontier = Frontier.EMPTY;
    try (PreparedStatement read =
            connection.prepareStatement(
                "select leaf from log_entry where trial = ? and entry_index = ?");
        PreparedStatement write =
            connection.prepareStatement(
                "update log_entry set hashes = ? where trial = ? and entry_index = ?")) {
      while (true) {
        read.setString(1, trial);
        read.setLong(2, frontier.size());
        byte[] leaf;
        try (ResultSet row = read.executeQuery()) {
          if (!row.next()) {
            return frontier;
          }
          leaf = row.getBytes(1);
        }
        Frontier.Appended appended = frontier.append(Hash.ofLeaf(leaf));
        write.setBytes(1, Hashes.join(appended.completed()));
        write.setString(2, trial);
        write.setLong(3, frontier.size());
        write.executeUpdate();
        frontier = appended.frontier();
      }
    }
  }

  private static void addHead(Connection connection, String trial, Frontier frontier)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into log_head select trial, 1, ?, 0, size, last_time, ?, false"
                + " from log_head_without_tree where trial = ?")) {
      insert.setString(1, origin(trial));
      insert.setBytes(2, Hashes.join(frontier.subtrees()));
      insert.setString(3, trial);
      insert.executeUpdate();
    }
  }

  private static String origin(String trial) {
    return Origins.of(
        ConfigProvider.getConfig().getValue("kleroterion.log.origin", String.class), trial, 1);
  }
}
