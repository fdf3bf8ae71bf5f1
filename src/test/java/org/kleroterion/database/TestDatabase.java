package org.kleroterion.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The kind of database for which this build is ({@code -Ddatabase=}), and databases of it. On
 * PostgreSQL the tables have an owner, and the service is a user with few rights.
 */
public final class TestDatabase {
  /** Class loaders come and go between the tests: a text is all that they share. */
  private static final String PORT = "test.postgresql.port";

  /** What docs/operations.md shows. */
  private static final Path USERS = Path.of("compose/database-users.sql");

  private static final String OWNER = "kleroterion_owner";
  private static final String SERVICE = "kleroterion";

  private TestDatabase() {}

  public static boolean isPostgres() {
    return System.getProperty("database", "h2").equals("postgresql");
  }

  /**
   * The settings of a service with an empty database.
   *
   * @return none on H2, where the database is in the data directory
   */
  public static Map<String, String> empty() {
    return isPostgres() ? settings(server(), create("t_" + hex(UUID.randomUUID()))) : Map.of();
  }

  /**
   * The settings of a service with this data directory, whose database is there as long as the
   * tests run.
   */
  public static Map<String, String> of(Path data) {
    if (!isPostgres()) {
      return Map.of();
    }
    String path = data.toAbsolutePath().normalize().toString();
    return settings(server(), create("d_" + hex(UUID.nameUUIDFromBytes(path.getBytes()))));
  }

  private static String hex(UUID id) {
    return id.toString().replace("-", "");
  }

  /** The settings of a service on a server of one's own. */
  public static Map<String, String> empty(EmbeddedPostgres server) throws SQLException {
    String name = "t_" + hex(UUID.randomUUID());
    create(server.getPort(), name);
    return settings(server.getPort(), name);
  }

  private static Map<String, String> settings(int port, String name) {
    return Map.of(
        "kleroterion.database.url",
        url(port, name),
        "kleroterion.database.username",
        SERVICE,
        "kleroterion.database.password",
        SERVICE,
        "kleroterion.database.owner",
        OWNER,
        "kleroterion.database.owner-password",
        OWNER);
  }

  private static String url(int port, String name) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
  }

  /** PostgreSQL's programs, on a free port of loopback and in a directory that is gone later. */
  public static EmbeddedPostgres.Builder programs() {
    return EmbeddedPostgres.builder()
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("max_connections", "200")
        // As docs/operations.md asks for: no rows in the server's own output.
        .setServerConfig("log_error_verbosity", "terse")
        // Nothing that a test shows depends on the machine's being switched off.
        .setServerConfig("fsync", "off");
  }

  private static synchronized int server() {
    if (Integer.getInteger(PORT) == null) {
      try {
        System.setProperty(PORT, Integer.toString(programs().start().getPort()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Integer.getInteger(PORT);
  }

  private static String create(String name) {
    try {
      create(server(), name);
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the users, unless they are there, and a database of theirs. */
  public static void create(int port, String name) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url(port, "postgres"), "postgres", "");
        Statement statement = connection.createStatement()) {
      if (exists(statement, "select 1 from pg_database where datname = '" + name + "'")) {
        return;
      }
      for (String sql : users()) {
        String user = sql.replaceFirst("create role (\\w+) login", "$1");
        if (user.equals(sql)) {
          statement.execute(sql.replace("database kleroterion", "database " + name));
        } else if (!exists(statement, "select 1 from pg_roles where rolname = '" + user + "'")) {
          statement.execute(sql + " password '" + user + "'");
        }
      }
    }
  }

  /** The statements that make the users and a database of theirs. */
  private static String[] users() {
    try {
      return Files.readString(USERS).replaceAll("--.*", "").strip().split(";\\s*");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  /**
   * As somebody who may do anything with the database of the service under test: H2's only user is
   * its administrator.
   */
  public static Connection administrator(DataSource database) throws SQLException {
    return isPostgres() ? connect("postgres", "") : database.getConnection();
  }

  /** As the tables' owner. */
  public static Connection owner(DataSource database) throws SQLException {
    return isPostgres() ? connect(OWNER, OWNER) : database.getConnection();
  }

  private static Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(
        ConfigProvider.getConfig().getValue("kleroterion.database.url", String.class),
        user,
        password);
  }
}
