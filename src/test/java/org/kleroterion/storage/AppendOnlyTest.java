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
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** What happened stays as it happened, also for whoever owns the tables. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AppendOnlyTest {
  private static TrialUnderTest trial;

  @Inject DataSource database;

  /** A row in every table that is only ever added to. */
  private void fill(Statement statement) throws SQLException {
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
    // Nobody checks this trial's log again, so it does not matter that these are none.
    String key = "'" + made.code() + "', 1, 0";
    statement.execute("insert into log_checkpoint values (" + key + ", 'x', current_timestamp)");
    statement.execute(
        "insert into log_cosignature values (" + key + ", 'w', 'x', current_timestamp)");
    statement.execute("insert into log_timestamp values (" + key + ", x'00', current_timestamp)");
    trial = made;
  }

  @ParameterizedTest
  @CsvSource({
    "log_entry, type = 'X'",
    "assessment, verdict = 'ELIGIBLE'",
    "allocation, arm = arm",
    "correction, reason = 'Another'",
    "protocol_version, document = 'Another'",
    "log_checkpoint, note = 'Another'",
    "log_cosignature, signature = 'Another'",
    "log_timestamp, response = x'01'"
  })
  @Tag("R09")
  void a_row_is_neither_changed_nor_deleted(String table, String change) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      fill(statement);
      String rows = " where trial = '" + trial.code() + "'";
      for (String sql :
          new String[] {
            "update " + table + " set " + change + rows, "delete from " + table + rows
          }) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .isInstanceOfSatisfying(
                SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"))
            .hasMessageContaining(table + " is append-only");
      }
      try (ResultSet count = statement.executeQuery("select count(*) from " + table + rows)) {
        count.next();
        assertThat(count.getLong(1)).isPositive();
      }
    }
  }
}
