package org.kleroterion.allocation.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CorrectionTest {
  private static final String AS_RANDOMIZED = "visceral=no,metastases=1-2,receptor=positive";

  private TrialUnderTest trial;
  private String stands = "";

  @BeforeEach
  void allocate() {
    trial = TrialUnderTest.shipped();
    stands =
        trial.allocate("S-1", trial.assessed("S-1", Screenings.eligible())).extract().asString();
  }

  private ValidatableResponse correct(Map<String, Object> body) {
    return trial.post(Tokens.manager(), "allocations/S-1/corrections", body);
  }

  private static Map<String, Object> visceral() {
    return Map.of(
        "kind", "STRATUM_CORRECTED",
        "reason", "Liver lesion confirmed",
        "screening", Screenings.eligible().with("visceral_metastasis", true));
  }

  @Test
  @Tag("R10")
  void a_corrected_stratum_stands_beside_the_one_as_randomized() {
    correct(visceral())
        .statusCode(201)
        .body("sequence", equalTo(1))
        .body("kind", equalTo("STRATUM_CORRECTED"))
        .body("reason", equalTo("Liver lesion confirmed"))
        .body("stratumAsRandomized", equalTo(AS_RANDOMIZED))
        .body("stratum", equalTo("visceral=yes,metastases=1-2,receptor=positive"))
        .body("correctedBy", equalTo("manager-1"));

    assertThat(trial.get(Tokens.enroller(), "allocations/S-1").extract().asString())
        .isEqualTo(stands);
    trial
        .get(Tokens.enroller(), "allocations/S-1/corrections")
        .statusCode(200)
        .body("items.sequence", contains(1));
    assertThat(trial.log().get(trial.log().size() - 1))
        .contains("\"STRATUM_CORRECTED\"", "\"reason\":\"Liver lesion confirmed\"", AS_RANDOMIZED);
  }

  @Test
  @Tag("R10")
  void a_repeat_is_the_same_correction() {
    String first = correct(visceral()).statusCode(201).extract().asString();
    int entries = trial.log().size();

    assertThat(correct(visceral()).statusCode(200).extract().asString()).isEqualTo(first);
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  @Tag("R11")
  void randomized_in_error_is_final_and_returns_no_slot() {
    correct(Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Consent withdrawn before"))
        .statusCode(201);

    correct(visceral()).statusCode(409).body("type", endsWith("/correction-refused"));
    assertThat(trial.get(Tokens.enroller(), "allocations/S-1").extract().asString())
        .isEqualTo(stands);
    trial
        .allocate("S-2", trial.assessed("S-2", Screenings.eligible()))
        .statusCode(201)
        .body("number", equalTo(2));
    trial
        .get(Tokens.auditor(), "allocations/S-1/corrections")
        .body("items.kind", contains("RANDOMIZED_IN_ERROR"));
  }

  @Test
  void what_corrects_nothing_is_refused() {
    correct(
            Map.of(
                "kind", "STRATUM_CORRECTED",
                "reason", "Nothing changed",
                "screening", Screenings.eligible()))
        .statusCode(409)
        .body("type", endsWith("/correction-refused"));
    trial.get(Tokens.auditor(), "allocations/S-1/corrections").body("items", hasSize(0));
  }

  @Test
  void a_reason_and_the_right_values_are_required() {
    correct(Map.of("kind", "RANDOMIZED_IN_ERROR"))
        .statusCode(400)
        .body("violations.pointer", contains("/reason"));
    correct(Map.of("kind", "STRATUM_CORRECTED", "reason", "No values"))
        .statusCode(400)
        .body("violations.pointer", contains("/screening"));
    correct(
            Map.of(
                "kind", "STRATUM_CORRECTED",
                "reason", "Too few values",
                "screening", Map.of("visceral_metastasis", true)))
        .statusCode(400)
        .body(
            "violations.pointer",
            contains("/screening/metastasis_count", "/screening/hormone_receptor"))
        .body("violations.message", everyItem(startsWith("Is needed for the factor ")));
    correct(Map.of("kind", "RANDOMISED_IN_ERROR", "reason", "Spelt otherwise"))
        .statusCode(400)
        .body("violations.pointer", contains("/kind"));
    trial.get(Tokens.auditor(), "allocations/S-1/corrections").body("items", hasSize(0));
  }

  @Test
  void values_that_belong_to_no_level_are_named_with_the_levels() {
    correct(
            Map.of(
                "kind", "STRATUM_CORRECTED",
                "reason", "More lesions than the protocol has a level for",
                "screening", Screenings.eligible().with("metastasis_count", 9)))
        .statusCode(400)
        .body("violations.pointer", contains("/screening/metastasis_count"))
        .body(
            "violations.message",
            contains(
                "Must belong to one level of the factor metastases: 1-2, 3-5. Check"
                    + " metastasis_count."));
    trial.get(Tokens.auditor(), "allocations/S-1/corrections").body("items", hasSize(0));
  }

  @Test
  void a_subject_without_an_allocation_has_nothing_to_correct() {
    trial
        .post(
            Tokens.manager(),
            "allocations/S-9/corrections",
            Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Never was"))
        .statusCode(404)
        .body("type", endsWith("/allocation-unknown"));
  }
}
