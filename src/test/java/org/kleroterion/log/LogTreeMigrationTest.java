package org.kleroterion.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.database.TestDatabase;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;

/** A database that was begun before logs had a tree gets one that fits what stands in it. */
@Tag("database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogTreeMigrationTest {
  private static final String ORIGIN = "kleroterion.log.origin";
  private static final String TIME = "timestamp with time zone '2026-11-23 20:43:57.123Z'";

  @TempDir Path directory;

  private String url;
  private String user;
  private Connection database;
  private String originBefore;

  @BeforeEach
  void begin() throws SQLException {
    originBefore = System.setProperty(ORIGIN, "hospital.test");
    Map<String, String> settings = TestDatabase.empty();
    url =
        settings.getOrDefault(
            "kleroterion.database.url",
            "jdbc:h2:file:"
                + directory.resolve("before")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
    user = settings.getOrDefault("kleroterion.database.owner", "sa");
    database = connect();
    migrate("1");
  }

  @AfterEach
  void end() throws SQLException {
    database.close();
    if (originBefore == null) {
      System.clearProperty(ORIGIN);
    } else {
      System.setProperty(ORIGIN, originBefore);
    }
  }

  /** As at a start: nobody else has the database open. */
  private void migrate(String target) throws SQLException {
    database.close();
    Flyway.configure()
        .dataSource(url, user, user)
        .locations(
            "db/migration",
            TestDatabase.isPostgres() ? "db/postgresql" : "db/h2",
            "org/kleroterion/log")
        .placeholders(Map.of("service", "kleroterion"))
        .target(target)
        .load()
        .migrate();
    database = connect();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, user);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As V1 had it: a trial, its head, and its entries without hashes. */
  private void insert(String trial, int entries) throws SQLException {
    execute("insert into trial values ('" + trial + "', 'sha256:x', 1, 'OPEN')");
    execute("insert into log_head values ('" + trial + "', " + entries + ", " + TIME + ")");
    try (PreparedStatement insert =
        database.prepareStatement(
            "insert into log_entry values (?, ?, "
                + TIME
                + ", 'BALANCE_READ', 'a', null, null, ?)")) {
      for (int i = 0; i < entries; i++) {
        insert.setString(1, trial);
        insert.setLong(2, i);
        insert.setBytes(3, leaf(trial, i));
        insert.executeUpdate();
      }
    }
  }

  private static byte[] leaf(String trial, int index) {
    return (trial + " – entry " + index).getBytes(StandardCharsets.UTF_8);
  }

  private void assertHasTree(String trial, int size) throws SQLException {
    Frontier frontier = Frontier.EMPTY;
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select entry_index, leaf, hashes from log_entry where trial = '"
                    + trial
                    + "' order by entry_index")) {
      while (row.next()) {
        int index = (int) frontier.size();
        assertThat(row.getLong(1)).isEqualTo(index);
        assertThat(row.getBytes(2)).isEqualTo(leaf(trial, index));
        Frontier.Appended appended = frontier.append(Hash.ofLeaf(leaf(trial, index)));
        assertThat(row.getBytes(3)).isEqualTo(Hashes.join(appended.completed()));
        frontier = appended.frontier();
      }
    }
    assertThat(frontier.size()).isEqualTo(size);
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select number, origin, first_position, size, frontier, ended, last_time = "
                    + TIME
                    + " from log_head where trial = '"
                    + trial
                    + "'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(1);
      assertThat(row.getString(2)).isEqualTo("hospital.test/v1/trials/" + trial + "/log");
      assertThat(row.getLong(3)).isZero();
      assertThat(row.getLong(4)).isEqualTo(size);
      assertThat(row.getBytes(5)).isEqualTo(Hashes.join(frontier.subtrees()));
      assertThat(row.getBoolean(6)).isFalse();
      assertThat(row.getBoolean(7)).isTrue();
      assertThat(row.next()).isFalse();
    }
  }

  @Test
  @Tag("R09")
  @Tag("R17")
  void logs_that_were_begun_without_a_tree_get_theirs() throws SQLException {
    insert("a", 1);
    insert("b", 7);
    insert("c", 260);
    insert("none-yet", 0);

    migrate("latest");

    assertHasTree("a", 1);
    assertHasTree("b", 7);
    assertHasTree("c", 260);
    assertHasTree("none-yet", 0);
  }

  @Test
  @Tag("R09")
  void a_log_that_lacks_its_last_entry_does_not_get_a_tree_that_hides_it() throws SQLException {
    insert("a", 5);
    execute("delete from log_entry where entry_index = 4");

    migrate("latest");

    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("select size, frontier from log_head")) {
      row.next();
      long size = row.getLong(1);
      byte[] frontier = row.getBytes(2);
      assertThat(size).isEqualTo(5);
      assertThatThrownBy(() -> new Frontier(size, Hashes.split(frontier)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Tag("R09")
  void a_log_that_has_a_gap_gets_no_tree() throws SQLException {
    insert("a", 5);
    execute("delete from log_entry where entry_index = 2");

    assertThatThrownBy(() -> migrate("latest")).isInstanceOf(FlywayException.class);
  }

  @Test
  @Tag("R09")
  void what_was_there_before_is_append_only_afterwards() throws SQLException {
    insert("a", 3);

    migrate("latest");

    for (String sql : new String[] {"update log_entry set type = 'X'", "delete from log_entry"}) {
      assertThatThrownBy(() -> execute(sql))
          .isInstanceOfSatisfying(
              SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
    }
    // An entry hangs on its trial, as it hung on the head before.
    assertThatThrownBy(
            () ->
                execute(
                    "insert into log_entry values ('unknown', 0, "
                        + TIME
                        + ", 'X', 'a', null, null, cast('x' as bytea), cast('x' as bytea))"))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(
            () ->
                execute(
                    "insert into log_entry values ('a', 3, "
                        + TIME
                        + ", 'X', 'a', null, null, cast('x' as bytea), null)"))
        .isInstanceOf(SQLException.class);
    execute(
        "insert into log_entry values ('a', 3, "
            + TIME
            + ", 'X', 'a', null, null, cast('x' as bytea), cast('x' as bytea))");
  }
}
