package org.kleroterion.gateway.openclinica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.storage.FaultyDriver;
import org.kleroterion.storage.FaultyDriver.Failure;
import org.kleroterion.storage.FaultyDriver.Moment;

/** The gateway while its database is lost: nothing is refused, and the repeat is answered. */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DatabaseDownTest {
  @Test
  @Tag("R03")
  void it_is_no_refusal_and_the_repeat_is_answered() {
    TrialUnderTest trial = OpenClinicas.open(OpenClinicas.ASKING);
    int entries = trial.log().size();
    Map<String, Object> form = OpenClinicas.eligible("SS_LOST");
    FaultyDriver.failAt("insert into allocation", Moment.BEFORE, Failure.LOST, 1);

    OpenClinicas.randomise(OpenClinicas.ASKING, form)
        .statusCode(503)
        .contentType("application/problem+json")
        .header("Retry-After", notNullValue())
        .body("type", endsWith("/service-unavailable"));
    assertThat(trial.log()).hasSize(entries);

    OpenClinicas.randomise(OpenClinicas.ASKING, form).statusCode(200);
    assertThat(trial.log()).hasSize(entries + 2);
  }
}
