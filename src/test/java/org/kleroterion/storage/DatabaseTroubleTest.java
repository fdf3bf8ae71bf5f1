package org.kleroterion.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** A database that is gone or slow: a clear answer, nothing half done, recovery without help. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@WithTestResource(RemoteDatabase.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DatabaseTroubleTest {
  @Inject DataSource database;

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private static void assertUnavailable(ValidatableResponse answer) {
    String body =
        answer
            .log()
            .ifValidationFails()
            .statusCode(503)
            .contentType("application/problem+json")
            .header("Retry-After", matchesPattern("[0-9]+"))
            .body("type", endsWith("/service-unavailable"))
            .extract()
            .asString();
    assertThat(body).doesNotContain("Exception", "org.", "java.", "jdbc");
  }

  @Test
  @Tag("R17")
  void a_database_that_is_gone_is_a_503_until_it_is_back() {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    String before = trial.allocate("S-1", assessment).statusCode(201).extract().asString();

    RemoteDatabase.stopServer();
    try {
      // The server stops a moment after it was told to.
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertUnavailable(trial.allocate("S-1", assessment)));
      assertUnavailable(trial.assess("S-2", Screenings.eligible()));
    } finally {
      RemoteDatabase.startServer();
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(trial.allocate("S-1", assessment).statusCode(200).extract().asString())
                    .isEqualTo(before));
    trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible())).statusCode(201);
  }

  @Test
  @Tag("R17")
  void a_database_that_is_away_makes_readiness_red_and_does_not_flood_the_output()
      throws InterruptedException {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler listener = new Lines(lines);
    Logger root = Logger.getLogger("");
    root.addHandler(listener);
    RemoteDatabase.stopServer();
    try {
      long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
      // The queue of deliveries is looked at ten times a second meanwhile.
      while (System.nanoTime() < end) {
        trial.assess("S-2", Screenings.eligible());
        Management.readiness();
        Thread.sleep(200);
      }
      Management.readiness()
          .statusCode(503)
          .body("checks.find { it.name.startsWith('Database') }.status", equalTo("DOWN"))
          .body(
              "checks.find { it.name == 'At least one trial can be served' }.status",
              equalTo("UP"));
    } finally {
      RemoteDatabase.startServer();
      root.removeHandler(listener);
    }
    Map<String, Long> counts =
        lines.stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
    // One in ten seconds, in fifteen seconds, of each kind.
    assertThat(counts).allSatisfy((line, count) -> assertThat(count).as(line).isLessThan(3));
    assertThat(counts).hasSizeBetween(1, 6);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> Management.readiness().statusCode(200));
  }

  /** Keeps where each line comes from and how it begins. */
  private static final class Lines extends Handler {
    private final List<String> lines;

    Lines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      // The server of the test writes its own lines.
      if (line.getLevel().intValue() >= Level.INFO.intValue()
          && !line.getLoggerName().startsWith("io.zonky.")) {
        String text = String.valueOf(line.getMessage());
        lines.add(line.getLoggerName() + ": " + text.substring(0, Math.min(40, text.length())));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void the_databases_clock_is_compared_with_the_replicas() {
    for (int ahead : new int[] {0, 7, -3600}) {
      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      DatabaseClock clock =
          new DatabaseClock(database, () -> Instant.now().minusSeconds(ahead), meters);
      Gauge gauge = meters.get("kleroterion.database.clock.difference.seconds").gauge();
      assertThat(gauge.value()).isNaN();

      clock.compare();

      assertThat(gauge.value()).isCloseTo(ahead, within(2.0));
    }
  }

  @Test
  @Tag("R02")
  void a_log_that_somebody_holds_is_a_503_and_no_slot_is_lost() throws SQLException {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    try (Connection other = database.getConnection()) {
      other.setAutoCommit(false);
      try (PreparedStatement lock =
          other.prepareStatement("select size from log_head where trial = ? for update")) {
        lock.setString(1, trial.code());
        lock.executeQuery();
        assertUnavailable(trial.allocate("S-1", assessment));
      }
      other.rollback();
    }
    assertThat(trial.allocations()).isZero();
    trial.allocate("S-1", assessment).statusCode(201);
  }
}
