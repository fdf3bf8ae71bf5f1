package org.kleroterion.gateway.openclinica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;

/** The gateway of a service that is not set up for it. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GatewayOffTest {
  @Test
  @Tag("R21")
  void it_has_no_endpoint() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    int entries = trial.log().size();

    OpenClinicas.randomise(trial.code(), OpenClinicas.eligible("S-1")).statusCode(404);
    OpenClinicas.anybody()
        .header("Authorization", "Bearer " + Tokens.edc())
        .get("/openclinica/" + trial.code() + "/api/randomisation?identifier=S-1")
        .then()
        .statusCode(404);
    OpenClinicas.anybody()
        .get("/openclinica/app/rest/oc/se_randomizations?studyoid=S_WLRT&instanceurl=https://x")
        .then()
        .statusCode(404);

    assertThat(trial.log()).hasSize(entries);
  }
}
