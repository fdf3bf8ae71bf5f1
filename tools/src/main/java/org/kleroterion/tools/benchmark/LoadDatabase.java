package org.kleroterion.tools.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** The databases of the PostgreSQL that {@code tools/load} has started. */
final class LoadDatabase {
  private static final String OWNER = "kleroterion_owner";
  private static final String SERVICE = "kleroterion";

  private final int port;

  LoadDatabase(int port) {
    this.port = port;
  }

  /** Creates an empty database. Drops an existing one with this name. */
  void create(String name) throws SQLException {
    try (Connection connection = connect("postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("drop database if exists " + name);
      statement.execute("create database " + name + " owner " + OWNER);
    }
  }

  /**
   * Copies a database with its rows, tables, indexes, constraints and triggers, for pgbench. No
   * client may be connected to it.
   */
  void copy(String from, String to) throws SQLException {
    try (Connection connection = connect("postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("drop database if exists " + to);
      statement.execute("create database " + to + " template " + from + " owner " + OWNER);
    }
    try (Connection connection = connect(to, "postgres");
        Statement statement = connection.createStatement()) {
      // Larger than every position that the service has assigned.
      statement.execute("create sequence load_position start 1000000000");
      statement.execute("grant usage on sequence load_position to " + SERVICE);
    }
  }

  /** Does the work of autovacuum now, so that no measurement depends on when it runs. */
  void analyze(String name) throws SQLException {
    try (Connection connection = connect(name, "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("vacuum analyze");
      statement.execute("checkpoint");
    }
  }

  /**
   * Assesses further subjects of each trial, and allocates them if wanted. The service must be
   * stopped.
   */
  void fill(String name, Path data, List<String> trials, long subjects, boolean allocated)
      throws Exception {
    for (String trial : trials) {
      try (LogFill fill = LogFill.open(connect(name, SERVICE), data, trial)) {
        fill.addSubjects(subjects, allocated);
      }
    }
  }

  /** The service's settings, as environment variables. */
  Map<String, String> settings(String name) {
    return Map.of(
        "KLEROTERION_DATABASE_URL",
        url(name),
        "KLEROTERION_DATABASE_USERNAME",
        SERVICE,
        "KLEROTERION_DATABASE_PASSWORD",
        SERVICE,
        "KLEROTERION_DATABASE_OWNER",
        OWNER,
        "KLEROTERION_DATABASE_OWNER_PASSWORD",
        OWNER);
  }

  /** Resets the statistics of statements. */
  void forgetStatements() throws SQLException {
    try (Connection connection = connect("postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create extension if not exists pg_stat_statements");
      statement.execute("select pg_stat_statements_reset()");
    }
  }

  /**
   * A table of the statements that the service has sent since the reset, most frequent first:
   * number per allocation, mean milliseconds inside the server, text.
   */
  String statements(String name, long allocations) throws SQLException {
    StringBuilder table =
        new StringBuilder("| per allocation | mean ms | statement |\n|---|---|---|\n");
    try (Connection connection = connect("postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select calls, mean_exec_time, regexp_replace(query, '\\s+', ' ', 'g')"
                    + " from pg_stat_statements s join pg_database d on d.oid = s.dbid"
                    + " join pg_roles r on r.oid = s.userid"
                    + " where d.datname = '"
                    + name
                    + "' and r.rolname = '"
                    + SERVICE
                    + "' and calls > "
                    + allocations / 100
                    + " order by calls desc, 3")) {
      while (rows.next()) {
        String query = rows.getString(3);
        table.append(
            "| %.2f | %.3f | `%s` |%n"
                .formatted(
                    rows.getDouble(1) / allocations,
                    rows.getDouble(2),
                    query.length() > 150 ? abridged(query) : query));
      }
    }
    return table.toString();
  }

  /** The query without its list of columns. */
  private static String abridged(String query) {
    int from = query.indexOf(" from ");
    return query.startsWith("select") && from > 0
        ? "select …" + query.substring(from)
        : query.substring(0, 100) + "…";
  }

  private Connection connect(String name, String user) throws SQLException {
    return DriverManager.getConnection(url(name) + "?reWriteBatchedInserts=true", user, user);
  }

  private String url(String name) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
  }
}
