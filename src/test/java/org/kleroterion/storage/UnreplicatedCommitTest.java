package org.kleroterion.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.database.TestDatabase;
import org.kleroterion.trial.protocol.Screenings;

/**
 * A commit that waits for a standby in vain, and whose session is ended: PostgreSQL shows it from
 * then on, and the next failover may lose it.
 */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@WithTestResource(RemoteDatabase.class)
@Tag("postgresql")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UnreplicatedCommitTest {
  private static final String WAITING = "from pg_stat_activity where wait_event = 'SyncRep'";

  @Inject DataSource database;

  @Test
  @Tag("R03")
  @Tag("R17")
  void what_no_standby_has_is_told_nobody() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String assessment = trial.assessed("S-1", Screenings.eligible());

    requireStandby("nobody");
    try {
      awaitStandby();
      CompletableFuture<Integer> unclear =
          CompletableFuture.supplyAsync(() -> status(trial, assessment));
      Awaitility.await().until(() -> ask("select count(*) " + WAITING) > 0);
      ask("select count(pg_terminate_backend(pid)) " + WAITING);

      assertThat(unclear.get()).isEqualTo(503);
      assertThat(trial.allocations()).as("shown").isOne();
      assertThat(status(trial, assessment)).as("the same again").isEqualTo(503);
    } finally {
      requireStandby("");
    }
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> status(trial, assessment) == 200);
    assertThat(trial.allocations()).isOne();
  }

  private static int status(TrialUnderTest trial, String assessment) {
    return trial.allocate("S-1", assessment).extract().statusCode();
  }

  private void requireStandby(String name) throws SQLException {
    ask("alter system set synchronous_standby_names = '" + name + "'");
    ask("select count(*) from pg_reload_conf()");
  }

  // The server applies the setting some time after it was told: before that, a commit does not
  // wait.
  private void awaitStandby() {
    Awaitility.await()
        .until(
            () -> {
              CompletableFuture<Void> commit =
                  CompletableFuture.runAsync(
                      () -> {
                        try {
                          ask("select count(pg_logical_emit_message(true, 'test', 'a commit'))");
                        } catch (SQLException e) {
                          throw new IllegalStateException(e);
                        }
                      });
              while (!commit.isDone()) {
                if (ask("select count(pg_cancel_backend(pid)) " + WAITING) > 0) {
                  commit.join();
                  return true;
                }
                Thread.sleep(10);
              }
              commit.join();
              return false;
            });
  }

  private long ask(String statement) throws SQLException {
    try (Connection connection = TestDatabase.administrator(database);
        Statement asking = connection.createStatement()) {
      if (!asking.execute(statement)) {
        return 0;
      }
      try (ResultSet rows = asking.getResultSet()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
