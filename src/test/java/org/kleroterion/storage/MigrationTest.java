package org.kleroterion.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.kleroterion.database.TestDatabase;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/** A database whose users or tables are not as they must be stops the start with a plain reason. */
@Tag("database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MigrationTest {
  private static final Pattern SQL_TO_RUN =
      Pattern.compile("As the database's administrator(?:, in the database \\w+)?: ([^;]+);");

  private static EmbeddedPostgres server;

  /**
   * A way in which a database is not as it must be.
   *
   * @param name of the case
   * @param before what the administrator does to a database that was made as it must be
   * @param settings that differ from the right ones; an empty one is not set
   * @param reasons what the operator reads
   * @param way how it is mended
   */
  record Fault(
      String name,
      List<String> before,
      Map<String, String> settings,
      List<String> reasons,
      Way way) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What an operator does who has read the reason. */
  enum Way {
    /** Runs the SQL that it shows, until the service starts. */
    RUN_THE_SQL,
    /** Sets what it names to what is right. */
    SET_WHAT_IS_RIGHT,
    /** Neither helps. */
    ELSEWHERE
  }

  private static final String MIGRATED = "-- as the owner";

  static final List<Fault> FAULTS =
      List.of(
          new Fault(
              "no owner is set, and the service's user has no right to make tables",
              List.of(),
              Map.of("owner", "", "owner-password", ""),
              List.of(
                  "the user 'kleroterion' (kleroterion.database.username) may not create tables in"
                      + " the schema public",
                  "Set kleroterion.database.owner",
                  "kleroterion.database.owner-password-file",
                  "docs/operations.md",
                  "grant usage, create on schema public to kleroterion;"),
              Way.RUN_THE_SQL),
          new Fault(
              "the same, and an owner is set at last",
              List.of(),
              Map.of("owner", "", "owner-password", ""),
              List.of("Set kleroterion.database.owner"),
              Way.SET_WHAT_IS_RIGHT),
          new Fault(
              "the owner has no right to make tables",
              List.of(
                  "alter database kleroterion owner to postgres",
                  "grant connect on database kleroterion to kleroterion_owner"),
              Map.of(),
              List.of(
                  "the user 'kleroterion_owner' (kleroterion.database.owner) may not create tables",
                  "grant usage, create on schema public to kleroterion_owner;"),
              Way.RUN_THE_SQL),
          new Fault(
              "nobody may use the schema",
              List.of(
                  "alter database kleroterion owner to postgres",
                  "grant connect on database kleroterion to kleroterion_owner",
                  "revoke all on schema public from public"),
              Map.of(),
              List.of("grant usage, create on schema public to kleroterion_owner;"),
              Way.ELSEWHERE),
          new Fault(
              "the owner may not connect",
              List.of("alter database kleroterion owner to postgres"),
              Map.of(),
              List.of(
                  "the user 'kleroterion_owner' (kleroterion.database.owner) may not connect",
                  "grant connect on database kleroterion to kleroterion_owner;"),
              Way.RUN_THE_SQL),
          new Fault(
              "the service's user may not connect",
              List.of("revoke connect on database kleroterion from kleroterion"),
              Map.of(),
              List.of(
                  "the user 'kleroterion' (kleroterion.database.username) may not connect",
                  "grant connect on database kleroterion to kleroterion;"),
              Way.RUN_THE_SQL),
          new Fault(
              "the owner's password is wrong",
              List.of(),
              Map.of("owner-password", "wrong"),
              List.of(
                  "refuses the user 'kleroterion_owner' (kleroterion.database.owner)",
                  "password authentication failed",
                  "kleroterion.database.owner-password-file or"
                      + " kleroterion.database.owner-password"),
              Way.SET_WHAT_IS_RIGHT),
          new Fault(
              "the service's password is wrong, and the owner's is right",
              List.of(),
              Map.of("password", "wrong"),
              List.of(
                  "refuses the user 'kleroterion' (kleroterion.database.username)",
                  "kleroterion.database.password-file or kleroterion.database.password"),
              Way.SET_WHAT_IS_RIGHT),
          new Fault(
              "the service's user may not log in",
              List.of("alter role kleroterion nologin"),
              Map.of(),
              List.of("refuses the user 'kleroterion'", "is not permitted to log in"),
              Way.ELSEWHERE),
          new Fault(
              "there is no such owner",
              List.of(
                  "alter database kleroterion owner to postgres", "drop role kleroterion_owner"),
              Map.of(),
              List.of("create role kleroterion_owner login password '…';"),
              Way.RUN_THE_SQL),
          new Fault(
              "there is no such user for the service",
              List.of("drop owned by kleroterion", "drop role kleroterion"),
              Map.of(),
              List.of(
                  "there is no user 'kleroterion' (kleroterion.database.username)",
                  "create role kleroterion login password '…';"),
              Way.RUN_THE_SQL),
          new Fault(
              "there is no such database",
              List.of("drop database kleroterion"),
              Map.of(),
              List.of(
                  "there is no database kleroterion (kleroterion.database.url)",
                  "create database kleroterion owner kleroterion_owner;"),
              Way.RUN_THE_SQL),
          new Fault(
              "nothing listens there",
              List.of(),
              Map.of("url", "jdbc:postgresql://127.0.0.1:1/kleroterion?password=never-shown"),
              List.of(
                  "the database jdbc:postgresql://127.0.0.1:1/kleroterion cannot be reached",
                  "refused",
                  "Check kleroterion.database.url"),
              Way.SET_WHAT_IS_RIGHT),
          new Fault(
              "nothing listens there, and no owner is set",
              List.of(),
              Map.of(
                  "url",
                  "jdbc:postgresql://127.0.0.1:1/kleroterion",
                  "owner",
                  "",
                  "owner-password",
                  ""),
              List.of("cannot be reached", "Check kleroterion.database.url"),
              Way.SET_WHAT_IS_RIGHT),
          new Fault(
              "there is no such host",
              List.of(),
              Map.of("url", "jdbc:postgresql://database.invalid/kleroterion"),
              List.of(
                  "the database jdbc:postgresql://database.invalid/kleroterion cannot be reached",
                  "Check kleroterion.database.url"),
              Way.SET_WHAT_IS_RIGHT),
          new Fault(
              "the tables were made by an owner, and none is set any more",
              List.of(MIGRATED),
              Map.of("owner", "", "owner-password", ""),
              List.of(
                  "the tables belong to the user 'kleroterion_owner'",
                  "Set kleroterion.database.owner to 'kleroterion_owner'"),
              Way.SET_WHAT_IS_RIGHT),
          new Fault(
              "the service has another user than when the tables were made",
              List.of(
                  MIGRATED,
                  "create role another login password 'another'",
                  "grant connect on database kleroterion to another"),
              Map.of("username", "another", "password", "another"),
              List.of(
                  "the user 'another' (kleroterion.database.username) has no rights to the tables",
                  "grant <the earlier user> to another;"),
              Way.RUN_THE_SQL),
          new Fault(
              "the tables are of a newer release",
              List.of(
                  MIGRATED,
                  "insert into flyway_schema_history (installed_rank, version, description, type,"
                      + " script, installed_by, execution_time, success) values (99, '999', 'x',"
                      + " 'SQL', 'V999__x.sql', 'x', 0, true)"),
              Map.of(),
              List.of("a newer release, which migrated them to version 999", "restore the backup"),
              Way.ELSEWHERE),
          new Fault(
              "the tables were not made by this release",
              List.of(
                  MIGRATED, "update flyway_schema_history set checksum = 1 where version = '1'"),
              Map.of(),
              List.of(
                  "the tables differ from those that this release creates", "checksum mismatch"),
              Way.ELSEWHERE));

  @BeforeAll
  static void begin(@TempDir Path directory) throws IOException {
    if (TestDatabase.isPostgres()) {
      // The programs come with a server that trusts everybody on loopback.
      Path rules = directory.resolve("pg_hba.conf");
      Files.writeString(
          rules, "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
      rules.toFile().setReadable(true, false);
      directory.toFile().setExecutable(true, false);
      server = TestDatabase.programs().setServerConfig("hba_file", rules.toString()).start();
    }
  }

  @AfterAll
  static void end() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @FieldSource("FAULTS")
  @Tag("postgresql")
  @Tag("R15")
  void what_is_wrong_is_said_and_how_it_is_mended(Fault fault) throws Exception {
    makeDatabase();
    for (String sql : fault.before) {
      if (sql.equals(MIGRATED)) {
        start(Map.of());
      } else {
        administrator(
            sql.contains(" database ") || sql.contains("drop role") ? "postgres" : "kleroterion",
            sql);
      }
    }

    assertThatExceptionOfType(StartRefused.class)
        .isThrownBy(() -> start(fault.settings))
        .satisfies(
            refusal ->
                assertThat(refusal.getMessage())
                    .contains(fault.reasons)
                    .doesNotContain("never-shown", "\tat "));

    switch (fault.way) {
      case RUN_THE_SQL -> followTheMessages(fault.settings);
      case SET_WHAT_IS_RIGHT -> start(Map.of());
      case ELSEWHERE -> {}
    }
  }

  /** Whoever runs the SQL of every refusal ends with a service that starts. */
  private static void followTheMessages(Map<String, String> settings) throws SQLException {
    List<String> read = new ArrayList<>();
    while (read.size() < 5) {
      Throwable refusal = catchThrowable(() -> start(settings));
      if (refusal == null) {
        return;
      }
      read.add(refusal.getMessage());
      Matcher sql = SQL_TO_RUN.matcher(refusal.getMessage());
      assertThat(sql.find()).as(refusal.getMessage()).isTrue();
      String user = sql.group(1).replaceFirst("create role (\\w+) .*", "$1");
      administrator(
          sql.group(1).contains(" database ") ? "postgres" : "kleroterion",
          sql.group(1).replace("…", user).replace("<the earlier user>", "kleroterion"));
    }
    throw new AssertionError("it still does not start: " + read);
  }

  @Test
  @Tag("h2")
  @Tag("R15")
  void a_file_that_another_service_uses_is_said(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("kleroterion.mv.db"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatExceptionOfType(StartRefused.class)
          .isThrownBy(() -> start(h2(directory, "")))
          .withMessageContaining("another process uses the database's file");
    }
  }

  @Test
  @Tag("h2")
  @Tag("R15")
  void a_wrong_password_of_the_file_is_said(@TempDir Path directory) throws Exception {
    start(h2(directory, "right"));

    assertThatExceptionOfType(StartRefused.class)
        .isThrownBy(() -> start(h2(directory, "wrong")))
        .withMessageContaining("refuses the user 'kleroterion' (kleroterion.database.username)")
        .withMessageContaining("kleroterion.database.password-file");

    start(h2(directory, "right"));
  }

  private static Map<String, String> h2(Path directory, String password) {
    return Map.of(
        "url",
        "jdbc:h2:file:"
            + directory.resolve("kleroterion")
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
        "password",
        password,
        "owner",
        "",
        "owner-password",
        "");
  }

  /** Starts on the database, as far as that concerns the database. */
  private static void start(Map<String, String> changes) throws SQLException {
    Database settings = Database.of(changes);
    try (AgroalDataSource service =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    pool ->
                        pool.maxSize(2)
                            .acquisitionTimeout(Duration.ofSeconds(5))
                            .connectionFactoryConfiguration(
                                connections ->
                                    connections
                                        .jdbcUrl(settings.url.orElseThrow())
                                        .principal(
                                            new NamePrincipal(settings.username.orElseThrow()))
                                        .credential(
                                            new SimplePassword(settings.password.orElse(""))))))) {
      var flyway =
          Flyway.configure()
              .locations(
                  "db/migration",
                  "db/" + (TestDatabase.isPostgres() ? "postgresql" : "h2"),
                  "org/kleroterion/log")
              .placeholders(Map.of("service", settings.username.orElseThrow()));
      if (settings.owner.isPresent()) {
        flyway.dataSource(
            settings.url.orElseThrow(), settings.owner.get(), settings.ownerPassword.orElseThrow());
      } else {
        flyway.dataSource(service);
      }
      Migration.migrate(flyway.load(), service, settings);
    }
  }

  /** As docs/operations.md says, and nothing else on the server. */
  private static void makeDatabase() throws SQLException {
    administrator("postgres", "drop database if exists kleroterion with (force)");
    for (String user : List.of("kleroterion_owner", "kleroterion", "another")) {
      administrator("postgres", "drop role if exists " + user);
    }
    TestDatabase.create(server.getPort(), "kleroterion");
  }

  private static void administrator(String database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.getJdbcUrl("postgres", database));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private record Database(
      Optional<String> url,
      Optional<String> username,
      Optional<String> password,
      Optional<Path> passwordFile,
      Optional<String> owner,
      Optional<String> ownerPassword,
      Optional<Path> ownerPasswordFile,
      int transactions)
      implements Settings.Database {

    static Database of(Map<String, String> changes) {
      return new Database(
          value(
              changes,
              "url",
              server == null
                  ? ""
                  : "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/kleroterion"),
          value(changes, "username", "kleroterion"),
          value(changes, "password", "kleroterion"),
          Optional.empty(),
          value(changes, "owner", "kleroterion_owner"),
          value(changes, "owner-password", "kleroterion_owner"),
          Optional.empty(),
          1);
    }

    private static Optional<String> value(Map<String, String> changes, String name, String right) {
      return Optional.of(changes.getOrDefault(name, right)).filter(value -> !value.isEmpty());
    }
  }
}
