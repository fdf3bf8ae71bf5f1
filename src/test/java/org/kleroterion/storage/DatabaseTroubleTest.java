package org.kleroterion.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
