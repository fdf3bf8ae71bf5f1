package org.kleroterion.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.storage.FaultyDriver;
import org.kleroterion.storage.FaultyDriver.Failure;
import org.kleroterion.storage.FaultyDriver.Moment;
import org.kleroterion.trial.protocol.Screenings;

/** A form while the database is lost: nothing is recorded, and the repeat is. */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DatabaseDownTest {
  @Test
  void it_is_to_be_sent_again() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String body =
        Validation.write(Fhirs.filled(trial, Fhirs.form(trial), "S-1", Screenings.eligible()));
    FaultyDriver.failAt("insert into assessment", Moment.BEFORE, Failure.LOST, 1);

    Response answer = Fhirs.evaluate(Tokens.enroller(), trial, body);

    Fhirs.refused(answer, 503, "transient");
    assertThat(answer.header("Retry-After")).isNotBlank();
    assertThat(trial.log()).hasSize(2);
    assertThat(Fhirs.evaluate(Tokens.enroller(), trial, body).statusCode()).isEqualTo(200);
    assertThat(trial.log()).hasSize(3);
  }
}
