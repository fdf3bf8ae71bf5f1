package org.kleroterion.gateway.redcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.TrialUnderTest;

/** The gateway of a service that is not set up for it. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GatewayOffTest {
  @Test
  @Tag("R21")
  void it_takes_no_trigger() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    int entries = trial.log().size();

    Redcaps.trigger(Redcaps.WLRT, "S-1").statusCode(404);

    assertThat(trial.log()).hasSize(entries);
  }
}
