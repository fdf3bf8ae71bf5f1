package org.kleroterion.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.database.TestDatabase;
import org.kleroterion.trial.protocol.Screenings;

/** What happened stays as it happened, also for whoever owns the tables. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AppendOnlyTest {
  private static TrialUnderTest trial;

  @Inject DataSource database;

  /** A row in every table that is only ever added to. */
  private static void fill(Connection owner) throws SQLException {
    if (trial != null) {
      return;
    }
    TrialUnderTest made = TrialUnderTest.shipped();
    made.allocate("S-1", made.assessed("S-1", Screenings.eligible())).statusCode(201);
    made.post(
            Tokens.manager(),
            "allocations/S-1/corrections",
            Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Consent was withdrawn before"))
        .statusCode(201);
    made.post(
            Tokens.statistician(),
            "emergency-lists",
            Map.of("site", made.site(), "places", 1, "reason", "Maintenance"))
        .statusCode(201);
    // Nobody checks this trial's log again, so it does not matter that these are none.
    String key = "'" + made.code() + "', 1, 0";
    try (Statement statement = owner.createStatement()) {
      statement.execute("insert into log_checkpoint values (" + key + ", 'x', current_timestamp)");
      statement.execute(
          "insert into log_cosignature values (" + key + ", 'w', 'x', current_timestamp)");
      statement.execute(
          "insert into log_timestamp values (" + key + ", cast('x' as bytea), current_timestamp)");
    }
    trial = made;
  }

  @ParameterizedTest
  @CsvSource({
    "log_entry, type = 'X'",
    "assessment, verdict = 'ELIGIBLE'",
    "allocation, arm = arm",
    "correction, reason = 'Another'",
    "emergency_list, reason = 'Another'",
    "protocol_version, document = 'Another'",
    "log_checkpoint, note = 'Another'",
    "log_cosignature, signature = 'Another'",
    "log_timestamp, response = cast('x' as bytea)"
  })
  @Tag("R09")
  void a_row_is_neither_changed_nor_deleted(String table, String change) throws SQLException {
    try (Connection owner = TestDatabase.owner(database);
        Connection service = database.getConnection()) {
      fill(owner);
      requireRefused(owner, table, change, table + " is append-only");
      // On H2 the service owns the tables.
      requireRefused(
          service,
          table,
          change,
          TestDatabase.isPostgres() ? "permission denied for table " + table : "append-only");
    }
  }

  private static void requireRefused(Connection user, String table, String change, String why)
      throws SQLException {
    String rows = " where trial = '" + trial.code() + "'";
    List<String> attempts =
        new ArrayList<>(
            List.of("update " + table + " set " + change + rows, "delete from " + table + rows));
    if (TestDatabase.isPostgres()) {
      attempts.add("truncate " + table + " cascade");
    }
    try (Statement statement = user.createStatement()) {
      for (String sql : attempts) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .isInstanceOfSatisfying(
                SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"))
            .hasMessageContaining(why);
      }
      try (ResultSet count = statement.executeQuery("select count(*) from " + table + rows)) {
        count.next();
        assertThat(count.getLong(1)).isPositive();
      }
    }
  }

  /** Exactly what the service does, and no right more. */
  @Test
  @Tag("postgresql")
  @Tag("R09")
  void the_service_has_no_right_to_change_what_happened() throws SQLException {
    try (Connection service = database.getConnection();
        Statement statement = service.createStatement();
        ResultSet rights =
            statement.executeQuery(
                "select table_name, string_agg(privilege_type, ',' order by privilege_type)"
                    + " from information_schema.role_table_grants"
                    + " where grantee = current_user group by table_name order by table_name")) {
      Map<String, String> granted = new TreeMap<>();
      while (rights.next()) {
        granted.put(rights.getString(1), rights.getString(2));
      }
      String add = "INSERT,SELECT";
      String change = "INSERT,SELECT,UPDATE";
      assertThat(granted)
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry("allocation", add),
                  Map.entry("assessment", add),
                  Map.entry("correction", add),
                  Map.entry("delivery", "DELETE,INSERT,SELECT,UPDATE"),
                  Map.entry("destination", change),
                  Map.entry("emergency_list", add),
                  Map.entry("installation", add),
                  Map.entry("log_checkpoint", add),
                  Map.entry("log_cosignature", add),
                  Map.entry("log_entry", add),
                  Map.entry("log_timestamp", add),
                  Map.entry("protocol_version", add),
                  Map.entry("log_head", change),
                  Map.entry("stratum_cursor", change),
                  Map.entry("trial", change),
                  Map.entry("trial_site", change)));
    }
    try (Connection service = database.getConnection();
        Statement statement = service.createStatement()) {
      for (String sql :
          List.of(
              "drop trigger allocation_is_append_only on allocation",
              "alter table allocation disable trigger all",
              "set session_replication_role = replica",
              "create table public.mine (x integer)")) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .isInstanceOfSatisfying(
                SQLException.class,
                refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
      }
    }
  }
}
