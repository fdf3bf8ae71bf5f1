package org.kleroterion.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** What operators and monitoring see names no arm, no stratum and no secret. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConcealmentTest {
  private static final List<String> SECRET =
      List.of(
          "CONTROL", "WLRT\"", "WLRT,", "visceral=", "receptor=", ServiceUnderTest.MASTER_SECRET);

  @Inject DataSource database;

  /** Allocates, repeats, refuses and breaks things in one trial. */
  private static void exercise(TrialUnderTest trial) {
    for (int i = 0; i < 12; i++) {
      String subject = "S-" + i;
      String assessment = trial.assessed(subject, Screenings.eligible());
      trial.allocate(subject, assessment);
      trial.allocate(subject, assessment);
    }
    trial.post(
        Tokens.enroller(),
        "allocations",
        Map.of(
            "subject",
            "S-1",
            "site",
            trial.site(),
            "screening",
            Screenings.eligible().with("visceral_metastasis", true)));
    trial.get(Tokens.auditor(), "allocations?arm=WLRT&stratum=visceral%3Dno");
    trial.get(Tokens.auditor(), "log");
    trial.get(
        Tokens.statistician(), "schedule?stratum=visceral=no,metastases=1-2,receptor=positive");
    trial.get(Tokens.statistician(), "schedule?stratum=visceral=no");
    trial.get(Tokens.statistician(), "balance");
    TrialUnderTest.as(Tokens.enroller()).get("/v1/trials/" + trial.code() + ";x=S-1/S-1");
    TrialUnderTest.as(Tokens.enroller()).put(trial.path("allocations/S-1"));
    trial.assess("S-99", Map.of("age", "x"));
  }

  @Test
  @Tag("R06")
  void metrics_conceal_what_was_allocated() {
    exercise(TrialUnderTest.shipped());

    String metrics = Management.metrics();

    assertThat(metrics).contains("kleroterion_allocations_total", "http_server_requests");
    assertThat(metrics).doesNotContain(SECRET);
    assertThat(metrics).doesNotContain("S-1", "arm=", "stratum");
  }

  /** The database then refuses the next allocation, and quotes the row in its message. */
  private void pointBackAtUsedSlots(TrialUnderTest trial) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "update stratum_cursor set issued = 0, block = 0, position = 0 where trial = ?")) {
      update.setString(1, trial.code());
      assertThat(update.executeUpdate()).isEqualTo(8);
    }
  }

  /** With every cause, as a console prints it. */
  private static String wholly(Throwable thrown) {
    StringWriter text = new StringWriter();
    if (thrown != null) {
      thrown.printStackTrace(new PrintWriter(text));
    }
    return text.toString();
  }

  @Test
  @Tag("R06")
  void log_lines_conceal_what_was_allocated() throws SQLException {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(
                record.getLevel()
                    + " "
                    + record.getLoggerName()
                    + " "
                    + record.getMessage()
                    + " "
                    + java.util.Arrays.toString(record.getParameters())
                    + " "
                    + wholly(record.getThrown()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    listener.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(listener);
    try {
      TrialUnderTest trial = TrialUnderTest.shipped();
      exercise(trial);
      pointBackAtUsedSlots(trial);
      String assessment = trial.assessed("S-200", Screenings.eligible());
      trial.allocate("S-200", assessment).statusCode(500);
    } finally {
      root.removeHandler(listener);
    }
    assertThat(lines).anyMatch(line -> line.contains("SQLSTATE 23505"));
    assertThat(lines).noneMatch(line -> SECRET.stream().anyMatch(line::contains));
  }
}
