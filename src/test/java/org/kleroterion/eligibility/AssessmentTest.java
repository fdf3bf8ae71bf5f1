package org.kleroterion.eligibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AssessmentTest {
  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  @Test
  @Tag("R01")
  void an_eligible_screening_meets_every_criterion() {
    trial
        .assess("S-1", Screenings.eligible())
        .statusCode(201)
        .body("subject", equalTo("S-1"))
        .body("site", equalTo(trial.site()))
        .body("verdict", equalTo("ELIGIBLE"))
        .body("stratum", equalTo("visceral=no,metastases=1-2,receptor=positive"))
        .body("protocolVersion", equalTo(1))
        .body("assessedBy", equalTo("enroller-1"))
        .body("missing", empty())
        .body("criteria", hasSize(17))
        .body("criteria.outcome", everyItem(equalTo("MET")))
        .body("criteria.find { it.id == 'I1' }.text", equalTo("18-70 years old"))
        .body("criteria.find { it.id == 'I1' }.kind", equalTo("INCLUSION"))
        .body("criteria.find { it.id == 'I1' }.variables.age", equalTo(58))
        .body("criteria.find { it.id == 'E1' }.kind", equalTo("EXCLUSION"));
  }

  @Test
  @Tag("R01")
  void an_ineligible_subject_is_a_result_and_says_which_criterion_failed() {
    trial
        .assess("S-1", Screenings.eligible().with("ecog", 3).without("pregnant_or_lactating"))
        .statusCode(201)
        .body("verdict", equalTo("INELIGIBLE"))
        .body("criteria.findAll { it.outcome == 'NOT_MET' }.id", contains("I2"))
        .body("criteria.findAll { it.outcome == 'MISSING' }.id", contains("E8"))
        .body("criteria.find { it.id == 'E8' }.missing", contains("pregnant_or_lactating"));
  }

  @Test
  void without_a_factors_variable_the_stratum_is_open_and_the_screening_incomplete() {
    trial
        .assess("S-1", Screenings.eligible().without("hormone_receptor"))
        .statusCode(201)
        .body("verdict", equalTo("INCOMPLETE"))
        .body("stratum", nullValue())
        .body("missing", contains("hormone_receptor"));
  }

  @Test
  void an_empty_screening_is_incomplete_everywhere() {
    trial
        .assess("S-1", Map.of())
        .statusCode(201)
        .body("verdict", equalTo("INCOMPLETE"))
        .body("criteria.outcome", everyItem(equalTo("MISSING")))
        .body("missing", hasSize(22));
  }

  @Test
  @Tag("R03")
  void the_same_screening_again_is_the_same_assessment() {
    String first = trial.assess("S-1", Screenings.eligible()).statusCode(201).extract().asString();
    int entries = trial.log().size();

    // The same values, written otherwise and in another order.
    Map<String, Object> reversed = new HashMap<>(Screenings.eligible());
    reversed.put("largest_metastasis_cm", new java.math.BigDecimal("3.20"));
    assertThat(trial.assess("S-1", reversed).statusCode(200).extract().asString()).isEqualTo(first);
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  void the_same_values_after_others_are_a_new_statement() {
    String first = trial.assessed("S-1", Screenings.eligible());
    trial.assessed("S-1", Screenings.eligible().with("ecog", 3));

    trial
        .assess("S-1", Screenings.eligible())
        .statusCode(201)
        .body("id", not(equalTo(first)))
        .body("verdict", equalTo("ELIGIBLE"));
  }

  @Test
  @Tag("R08")
  void an_account_names_the_person_for_whom_it_asks() {
    trial
        .post(
            Tokens.edc(),
            "assessments",
            Map.of(
                "subject",
                "S-1",
                "site",
                trial.site(),
                "screening",
                Screenings.eligible(),
                "requestedBy",
                "李医生"))
        .statusCode(201)
        .body("assessedBy", equalTo("edc-1"))
        .body("requestedBy", equalTo("李医生"));
    assertThat(trial.log().get(2))
        .contains("\"actor\":{\"id\":\"edc-1\",\"roles\":[\"edc\"],\"requestedBy\":\"李医生\"}");
  }

  static Stream<Arguments> wrong_values() {
    return Stream.of(
        Arguments.of("age", "52"),
        Arguments.of("age", 17.5),
        Arguments.of("age", true),
        Arguments.of("age", -1),
        Arguments.of("age", List.of(52)),
        Arguments.of("sex", "Female"),
        Arguments.of("sex", " female"),
        Arguments.of("sex", ""),
        Arguments.of("sex", 0),
        Arguments.of("ecog", 6),
        Arguments.of("ecog", 99999999999L),
        Arguments.of("largest_metastasis_cm", -0.1),
        Arguments.of("largest_metastasis_cm", "2.5"),
        Arguments.of("cns_metastases", 0),
        Arguments.of("cns_metastases", "false"),
        Arguments.of("child_pugh", "D"),
        Arguments.of("child_pugh", "a"),
        Arguments.of("hormone_receptor", "Positive"),
        Arguments.of("metastases_count", 2));
  }

  @ParameterizedTest
  @MethodSource("wrong_values")
  @Tag("R18")
  void a_wrong_value_is_refused_by_name_and_nothing_is_stored(String variable, Object value) {
    trial
        .assess("S-1", Screenings.eligible().with(variable, value))
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", endsWith("/invalid-request"))
        .body("violations.pointer", contains("/screening/" + variable));
    assertThat(trial.log()).hasSize(2);
    trial.get(Tokens.auditor(), "assessments").body("items", hasSize(0));
  }

  @Test
  void every_wrong_value_has_its_violation() {
    trial
        .assess(
            "S-1", Screenings.eligible().with("age", "x").with("ecog", 7).with("colour", "blue"))
        .statusCode(400)
        .body(
            "violations.pointer",
            containsInAnyOrder("/screening/age", "/screening/ecog", "/screening/colour"));
  }

  @Test
  void what_a_request_lacks_is_named() {
    trial
        .post(Tokens.enroller(), "assessments", Map.of("requestedBy", "   "))
        .statusCode(400)
        .body(
            "violations.pointer",
            containsInAnyOrder("/subject", "/site", "/screening", "/requestedBy"));
  }

  @Test
  @Tag("R12")
  void assessments_are_listed_by_subject() {
    String first = trial.assessed("S-1", Screenings.eligible());
    String second = trial.assessed("S-1", Screenings.eligible().with("ecog", 2));
    trial.assessed("S-2", Screenings.eligible());

    trial
        .get(Tokens.enroller(), "assessments?subject=S-1")
        .statusCode(200)
        .body("items.id", contains(first, second));
    String csv =
        TrialUnderTest.as(Tokens.auditor())
            .accept("text/csv")
            .get(trial.path("assessments"))
            .asString();
    assertThat(csv.lines()).hasSize(4);
  }

  @Test
  void a_site_that_the_trial_lacks_is_refused() {
    trial
        .assess(Tokens.enroller(), "S-1", "nowhere", Screenings.eligible())
        .statusCode(400)
        .body("type", endsWith("/site-unknown"));
    assertThat(trial.log()).hasSize(2);
  }
}
