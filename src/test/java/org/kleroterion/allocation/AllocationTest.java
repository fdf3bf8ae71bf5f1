package org.kleroterion.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
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
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AllocationTest {
  private static final String STRATUM = "visceral=no,metastases=1-2,receptor=positive";

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  /** The arms that ALGORITHM.md gives this trial's stratum. */
  private List<String> expected(String stratum, int slots) {
    MasterSecret secret = new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET));
    Scheme scheme =
        new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(6, 9));
    return new Sequence(secret.trialKey(trial.code()), trial.code(), stratum, scheme)
        .arms()
        .limit(slots)
        .toList();
  }

  @Test
  @Tag("R01")
  @Tag("R02")
  void an_eligible_subject_gets_the_first_arm_of_its_stratum() {
    String assessment = trial.assessed("S-1", Screenings.eligible());

    trial
        .allocate("S-1", assessment)
        .statusCode(201)
        .header("Location", endsWith("/v1/trials/" + trial.code() + "/allocations/S-1"))
        .body("subject", equalTo("S-1"))
        .body("number", equalTo(1))
        .body("arm.code", equalTo(expected(STRATUM, 1).get(0)))
        .body("arm.label", notNullValue())
        .body("stratum", equalTo(STRATUM))
        .body("site", equalTo(trial.site()))
        .body("time", endsWith("Z"))
        .body("assessment", equalTo(assessment))
        .body("allocatedBy", equalTo("enroller-1"));
  }

  @Test
  @Tag("R03")
  void any_repeat_gets_the_same_body() {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    String first = trial.allocate("S-1", assessment).statusCode(201).extract().asString();

    assertThat(trial.allocate("S-1", assessment).statusCode(200).extract().asString())
        .isEqualTo(first);
    assertThat(
            trial
                .post(Tokens.edc(), "allocations", inline("S-1", Screenings.eligible()))
                .statusCode(200)
                .extract()
                .asString())
        .isEqualTo(first);
    assertThat(
            trial
                .post(Tokens.enroller(), "allocations", Map.of("subject", "S-1"))
                .statusCode(200)
                .extract()
                .asString())
        .isEqualTo(first);
    assertThat(trial.get(Tokens.enroller(), "allocations/S-1").statusCode(200).extract().asString())
        .isEqualTo(first);
    assertThat(trial.allocations()).isEqualTo(1);
  }

  @Test
  void a_flat_answer_has_texts_alone_under_the_names_of_the_columns() {
    Map<String, Object> asked = inline("S-1", Screenings.eligible());
    Map<String, Object> first =
        trial.post(Tokens.edc(), "allocations?view=flat", asked).statusCode(201).extract().path("");

    assertThat(first.keySet())
        .containsExactly(
            "subject",
            "number",
            "arm",
            "armLabel",
            "stratum",
            "site",
            "time",
            "assessment",
            "allocatedBy",
            "requestedBy");
    assertThat(first.values()).allMatch(String.class::isInstance);
    assertThat(first)
        .containsEntry("number", "1")
        .containsEntry("arm", expected(STRATUM, 1).get(0))
        .containsEntry("requestedBy", "");
    assertThat(
            trial
                .post(Tokens.edc(), "allocations?view=flat", asked)
                .statusCode(200)
                .extract()
                .<Map<String, Object>>path(""))
        .isEqualTo(first);
    assertThat(
            trial
                .get(Tokens.edc(), "allocations/S-1?view=flat")
                .statusCode(200)
                .extract()
                .<Map<String, Object>>path(""))
        .isEqualTo(first);
  }

  @Test
  void another_view_is_refused_and_changes_nothing() {
    trial
        .post(Tokens.edc(), "allocations?view=wide", inline("S-1", Screenings.eligible()))
        .statusCode(400)
        .body("violations[0].pointer", equalTo("?view"));
    assertThat(trial.allocations()).isZero();
    assertThat(trial.log()).hasSize(2);
  }

  private Map<String, Object> inline(String subject, Map<String, Object> screening) {
    return Map.of("subject", subject, "site", trial.site(), "screening", screening);
  }

  @Test
  @Tag("R01")
  void a_screening_that_comes_along_is_assessed_first() {
    String assessment =
        trial
            .post(Tokens.enroller(), "allocations", inline("S-1", Screenings.eligible()))
            .statusCode(201)
            .extract()
            .path("assessment");

    trial
        .get(Tokens.enroller(), "assessments/" + assessment)
        .statusCode(200)
        .body("subject", equalTo("S-1"))
        .body("verdict", equalTo("ELIGIBLE"));
  }

  @Test
  @Tag("R02")
  @Tag("R05")
  void forty_subjects_of_a_stratum_get_its_sequence() {
    for (int i = 0; i < 40; i++) {
      trial.post(Tokens.enroller(), "allocations", inline("S-" + i, Screenings.eligible()));
    }
    assertThat(
            trial
                .get(Tokens.auditor(), "allocations?limit=1000")
                .extract()
                .<List<String>>path("items.arm.code"))
        .isEqualTo(expected(STRATUM, 40));
  }

  @Test
  @Tag("R01")
  void a_subject_that_is_not_eligible_gets_the_failing_criteria_and_no_slot() {
    String assessment =
        trial.assessed("S-1", Screenings.eligible().with("ecog", 3).with("cns_metastases", true));

    trial
        .allocate("S-1", assessment)
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", endsWith("/subject-not-eligible"))
        .body("criteria", contains("I2", "E2"));

    assertRefusedAndLogged("SUBJECT_NOT_ELIGIBLE");
  }

  @Test
  @Tag("R01")
  void an_incomplete_screening_gets_what_is_missing_and_no_slot() {
    String assessment = trial.assessed("S-1", Screenings.eligible().without("ecog"));

    trial
        .allocate("S-1", assessment)
        .statusCode(409)
        .body("type", endsWith("/screening-incomplete"))
        .body("missing", contains("ecog"));

    assertRefusedAndLogged("SCREENING_INCOMPLETE");
  }

  @Test
  @Tag("R01")
  void a_subject_that_nobody_assessed_is_refused() {
    trial
        .post(Tokens.enroller(), "allocations", Map.of("subject", "S-1"))
        .statusCode(409)
        .body("type", endsWith("/subject-not-assessed"));

    assertRefusedAndLogged("SUBJECT_NOT_ASSESSED");
  }

  @Test
  void an_assessment_that_does_not_exist_is_unknown() {
    trial
        .allocate("S-1", "00000000-0000-4000-8000-000000000000")
        .statusCode(404)
        .body("type", endsWith("/assessment-unknown"));

    assertRefusedAndLogged("ASSESSMENT_UNKNOWN");
  }

  @Test
  void another_subjects_assessment_is_refused() {
    String other = trial.assessed("S-2", Screenings.eligible());
    trial.assessed("S-1", Screenings.eligible());

    trial
        .allocate("S-1", other)
        .statusCode(409)
        .body("type", endsWith("/assessment-of-other-subject"));

    assertRefusedAndLogged("ASSESSMENT_OF_OTHER_SUBJECT");
  }

  @Test
  void only_the_latest_assessment_counts() {
    String first = trial.assessed("S-1", Screenings.eligible());
    trial.assessed("S-1", Screenings.eligible().with("ecog", 4));

    trial.allocate("S-1", first).statusCode(409).body("type", endsWith("/assessment-superseded"));

    assertRefusedAndLogged("ASSESSMENT_SUPERSEDED");
  }

  @Test
  @Tag("R16")
  void a_paused_trial_allocates_nobody_and_answers_repeats() {
    String before = trial.assessed("S-1", Screenings.eligible());
    trial.allocate("S-1", before).statusCode(201);
    String waiting = trial.assessed("S-2", Screenings.eligible());
    trial.becomes("PAUSED").statusCode(200);

    trial
        .allocate("S-2", waiting)
        .statusCode(409)
        .body("type", endsWith("/trial-not-open"))
        .body("trialStatus", equalTo("PAUSED"));
    trial.allocate("S-1", before).statusCode(200);
    assertThat(trial.allocations()).isEqualTo(1);

    trial.becomes("OPEN").statusCode(200);
    trial.allocate("S-2", waiting).statusCode(201);
  }

  @Test
  @Tag("R16")
  void a_closed_trial_allocates_nobody_ever_after() {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    trial.becomes("CLOSED").statusCode(200);

    trial.allocate("S-1", assessment).statusCode(409).body("trialStatus", equalTo("CLOSED"));
    trial
        .assess("S-2", Screenings.eligible())
        .statusCode(409)
        .body("type", endsWith("/trial-not-open"));
    trial.becomes("OPEN").statusCode(409).body("type", endsWith("/status-change-refused"));
    assertRefusedAndLogged("TRIAL_NOT_OPEN");
  }

  @Test
  @Tag("R16")
  void the_target_is_the_end() {
    TrialUnderTest small =
        TrialUnderTest.open("protocols/wlrt-obc.yaml", text -> text + "\ntarget: 2\n");
    for (String subject : List.of("S-1", "S-2")) {
      small.allocate(subject, small.assessed(subject, Screenings.eligible()));
    }
    String third = small.assessed("S-3", Screenings.eligible());

    small
        .allocate("S-3", third)
        .statusCode(409)
        .body("type", endsWith("/target-reached"))
        .body("target", equalTo(2));
    assertThat(small.allocations()).isEqualTo(2);
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.of("cams", Map.of("ecog", 0), List.of("screening.ecog")),
        Arguments.of(
            "cams",
            Map.of("ecog", 0, "largest_metastasis_cm", 2.5),
            List.of("screening.ecog", "screening.largest_metastasis_cm")),
        Arguments.of("pumch", Map.of(), List.of("site")),
        Arguments.of("pumch", Map.of("sex", "male"), List.of("site", "screening.sex")));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  @Tag("R03")
  void a_contradiction_is_answered_with_what_differs(
      String site, Map<String, Object> changed, List<String> differences) {
    trial.allocate("S-1", trial.assessed("S-1", Screenings.eligible())).statusCode(201);
    Map<String, Object> screening = new HashMap<>(Screenings.eligible());
    screening.putAll(changed);

    String answer =
        trial
            .post(
                Tokens.enroller(),
                "allocations",
                Map.of("subject", "S-1", "site", site, "screening", screening))
            .statusCode(409)
            .body("differences", equalTo(differences))
            .body("detail", containsString("in: " + String.join(", ", differences) + "."))
            .extract()
            .asString();
    assertThat(answer).doesNotContain("WLRT\"", "CONTROL", "visceral=");
  }

  @Test
  @Tag("R21")
  void what_was_assessed_at_another_site_is_not_told() {
    trial.assess(Tokens.enroller(), "S-1", "pumch", Screenings.eligible()).statusCode(201);
    String elsewhere =
        trial
            .assess(Tokens.enroller(), "S-1", "pumch", Screenings.eligible().with("ecog", 0))
            .extract()
            .path("id");
    String here = trial.assessed("S-1", Screenings.eligible().with("age", 50));
    trial.allocate("S-1", here).statusCode(201);

    Map<String, String> asked = Map.of("subject", "S-1", "assessment", elsewhere);
    trial
        .post(Tokens.at("enroller", "cams"), "allocations", asked)
        .statusCode(409)
        .body("differences", equalTo(List.of("assessment")));
    trial
        .post(Tokens.enroller(), "allocations", asked)
        .statusCode(409)
        .body(
            "differences",
            equalTo(List.of("assessment", "site", "screening.age", "screening.ecog")));
    trial
        .post(
            Tokens.enroller(),
            "allocations",
            Map.of("subject", "S-1", "assessment", "00000000-0000-4000-8000-000000000000"))
        .statusCode(409)
        .body("differences", equalTo(List.of("assessment")));
  }

  @Test
  @Tag("R03")
  void an_allocated_subject_cannot_be_allocated_otherwise() {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    String stands = trial.allocate("S-1", assessment).statusCode(201).extract().asString();

    trial
        .post(
            Tokens.enroller(),
            "allocations",
            inline("S-1", Screenings.eligible().with("visceral_metastasis", true)))
        .statusCode(409)
        .body("type", endsWith("/subject-already-allocated"))
        .body("allocation", equalTo("/v1/trials/" + trial.code() + "/allocations/S-1"));
    trial
        .post(
            Tokens.enroller(),
            "allocations",
            Map.of("subject", "S-1", "site", "pumch", "screening", Screenings.eligible()))
        .statusCode(409)
        .body("type", endsWith("/subject-already-allocated"));

    assertThat(trial.get(Tokens.enroller(), "allocations/S-1").extract().asString())
        .isEqualTo(stands);
  }

  @Test
  void half_a_request_is_refused() {
    trial
        .post(Tokens.enroller(), "allocations", Map.of("subject", "S-1", "site", trial.site()))
        .statusCode(400)
        .body("violations.pointer", contains("/screening"));
    trial
        .post(
            Tokens.enroller(),
            "allocations",
            Map.of("subject", "S-1", "screening", Screenings.eligible()))
        .statusCode(400)
        .body("violations.pointer", contains("/site"));
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void an_unknown_site_is_refused() {
    trial
        .post(
            Tokens.enroller(),
            "allocations",
            Map.of("subject", "S-1", "site", "nowhere", "screening", Screenings.eligible()))
        .statusCode(400)
        .body("type", endsWith("/site-unknown"));
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  @Tag("R21")
  void another_sites_subjects_are_out_of_reach() {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    trial.allocate("S-1", assessment).statusCode(201);
    String elsewhere = Tokens.at("enroller", "pumch");

    trial
        .get(elsewhere, "allocations/S-1")
        .statusCode(404)
        .body("type", endsWith("/allocation-unknown"));
    trial.get(elsewhere, "assessments/" + assessment).statusCode(404);
    trial.get(elsewhere, "allocations").statusCode(200).body("items", hasSize(0));
    trial.get(elsewhere, "assessments").statusCode(200).body("items", hasSize(0));
    trial
        .post(elsewhere, "allocations", Map.of("subject", "S-1"))
        .statusCode(403)
        .body("type", endsWith("/subject-out-of-reach"));
    trial
        .assess(elsewhere, "S-1", "pumch", Screenings.eligible())
        .statusCode(403)
        .body("type", endsWith("/subject-out-of-reach"));
    trial
        .assess(elsewhere, "S-2", trial.site(), Screenings.eligible())
        .statusCode(403)
        .body("type", endsWith("/site-out-of-reach"));
  }

  @Test
  @Tag("R12")
  void the_list_is_filtered_paged_and_comes_as_csv_and_ndjson() {
    for (int i = 0; i < 5; i++) {
      trial.post(Tokens.enroller(), "allocations", inline("S-" + i, Screenings.eligible()));
    }
    trial.post(
        Tokens.enroller(),
        "allocations",
        Map.of(
            "subject",
            "S-5",
            "site",
            "pumch",
            "screening",
            Screenings.eligible().with("visceral_metastasis", true)));

    String next =
        trial
            .get(Tokens.enroller(), "allocations?limit=4")
            .body("items.number", contains(1, 2, 3, 4))
            .header("Link", containsString("rel=\"next\""))
            .extract()
            .path("next");
    trial
        .get(Tokens.enroller(), "allocations?limit=4&after=" + next)
        .body("items.number", contains(5, 6))
        .body("next", equalTo(null));
    trial.get(Tokens.enroller(), "allocations?site=pumch").body("items.subject", contains("S-5"));
    trial.get(Tokens.enroller(), "allocations?stratum=" + STRATUM).body("items", hasSize(5));
    trial.get(Tokens.enroller(), "allocations?to=2020-01-01T00:00:00Z").body("items", hasSize(0));
    trial.get(Tokens.enroller(), "allocations?from=2020-01-01T00:00:00Z").body("items", hasSize(6));

    String csv =
        TrialUnderTest.as(Tokens.auditor())
            .accept("text/csv")
            .get(trial.path("allocations"))
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(csv.split("\r\n")).hasSize(7);
    assertThat(csv).startsWith("subject,number,arm,armLabel,stratum,site,time,");
    assertThat(csv).contains("\"visceral=no,metastases=1-2,receptor=positive\"");
    String lines =
        TrialUnderTest.as(Tokens.auditor())
            .accept("application/x-ndjson")
            .get(trial.path("allocations"))
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(Arrays.asList(lines.split("\n")))
        .hasSize(6)
        .allMatch(line -> line.startsWith("{\"subject\":") && line.endsWith("}"));
  }

  @Test
  @Tag("R06")
  @Tag("R13")
  void only_an_auditor_lists_by_arm() {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    String arm = trial.allocate("S-1", assessment).extract().path("arm.code");

    trial.get(Tokens.auditor(), "allocations?arm=" + arm).statusCode(200).body("items", hasSize(1));
    trial
        .get(Tokens.enroller(), "allocations?arm=" + arm)
        .statusCode(403)
        .body("type", endsWith("/forbidden"));
  }

  @Test
  void a_wrong_page_or_time_is_refused_by_name() {
    for (String query :
        List.of("limit=0", "limit=1001", "limit=x", "after=%21%21", "from=yesterday", "to=2026")) {
      trial
          .get(Tokens.auditor(), "allocations?" + query)
          .statusCode(400)
          .body("violations.pointer", contains("?" + query.substring(0, query.indexOf('='))));
    }
  }

  /** No allocation, no slot used; the one refusal is the log's last line. */
  private void assertRefusedAndLogged(String problem) {
    assertThat(trial.allocations()).isZero();
    List<String> log = trial.log();
    assertThat(log.stream().filter(line -> line.contains("\"ALLOCATION_REFUSED\"")))
        .singleElement()
        .asString()
        .contains(
            "\"problem\":\"" + problem + "\"", "\"subject\":\"S-1\"", "\"id\":\"enroller-1\"");
    assertThat(log).noneMatch(line -> line.contains("\"ALLOCATION_ISSUED\""));
  }
}
