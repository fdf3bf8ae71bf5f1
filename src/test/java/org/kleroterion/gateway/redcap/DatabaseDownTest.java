package org.kleroterion.gateway.redcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.storage.FaultyDriver;
import org.kleroterion.storage.FaultyDriver.Failure;
import org.kleroterion.storage.FaultyDriver.Moment;

/** The gateway while its database is lost. */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DatabaseDownTest {
  private static final String TOKEN = Redcaps.TOKENS.get(Redcaps.WLRT);

  private TrialUnderTest trial;
  private RedcapStandIn redcap;

  @BeforeEach
  void start() throws IOException {
    trial = Redcaps.open("wlrt-obc");
    redcap = Redcaps.standIn();
    redcap.start();
  }

  @AfterEach
  void stop() {
    redcap.stop();
  }

  @Test
  @Tag("R03")
  void a_trigger_that_is_not_in_the_queue_is_not_accepted() {
    redcap.save(TOKEN, "R-TRIGGER", Redcaps.eligible());
    FaultyDriver.failAt("insert into delivery", Moment.BEFORE, Failure.LOST, 1);
    Redcaps.trigger(Redcaps.WLRT, "R-TRIGGER")
        .statusCode(503)
        .body("type", endsWith("/service-unavailable"));
    assertThat(redcap.calls()).isEmpty();

    Redcaps.trigger(Redcaps.WLRT, "R-TRIGGER").statusCode(202);
    awaitAllocated("R-TRIGGER");
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  @Tag("R03")
  void what_is_lost_while_it_is_done_is_done_again_and_once(Moment moment) {
    String record = "R-" + moment;
    int before = trial.allocations();
    redcap.save(TOKEN, record, Redcaps.eligible());
    FaultyDriver.failAtCommitOf("insert into allocation", moment, Failure.LOST);
    Redcaps.trigger(Redcaps.WLRT, record).statusCode(202);

    awaitAllocated(record);
    assertThat(trial.allocations()).isEqualTo(before + 1);
  }

  private void awaitAllocated(String record) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> "ALLOCATED".equals(redcap.record(TOKEN, record).get("rand_verdict")));
    // Or it would be tried again when REDCap has no such record any more, and stay as a dead
    // letter.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                TrialUnderTest.json(
                        trial.get(Tokens.manager(), "destinations/redcap.wlrt/deliveries"))
                    .path("items")
                    .isEmpty());
  }
}
