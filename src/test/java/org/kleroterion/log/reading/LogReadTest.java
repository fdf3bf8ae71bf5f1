package org.kleroterion.log.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** Who reads which part of a log, and how it is searched. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogReadTest {
  private static TrialUnderTest trial;

  /**
   * One trial for all, which nobody changes: 0 registered, 1 opened, 2 and 3 S-1 assessed and
   * allocated at cams, 4 and 5 S-2 at pumch by the EDC, 6 and 7 S-1's stratum corrected twice.
   */
  @BeforeEach
  void fill() throws InterruptedException {
    if (trial != null) {
      return;
    }
    TrialUnderTest made = TrialUnderTest.shipped();
    made.allocate("S-1", made.assessed("S-1", Screenings.eligible())).statusCode(201);
    // So that a time between the two subjects tells them apart.
    Thread.sleep(5);
    made.post(
            Tokens.edc(),
            "allocations",
            Map.of("subject", "S-2", "site", "pumch", "screening", Screenings.eligible()))
        .statusCode(201);
    for (String receptor : List.of("negative", "positive")) {
      made.post(
              Tokens.manager(),
              "allocations/S-1/corrections",
              Map.of(
                  "kind",
                  "STRATUM_CORRECTED",
                  "reason",
                  "The laboratory says so",
                  "screening",
                  Screenings.eligible(false, 2, receptor)))
          .statusCode(201);
    }
    trial = made;
  }

  private static List<Integer> indices(String query) {
    return trial
        .get(Tokens.auditor(), "log?" + query)
        .statusCode(200)
        .extract()
        .path("items.index");
  }

  private static String time(int index) {
    return trial.get(Tokens.auditor(), "log/" + index).extract().path("time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=ALLOCATION_ISSUED | 3 5",
        "type=LOG_RESTARTED | ''",
        "subject=S-1 | 2 3 6 7",
        "subject=S-3 | ''",
        "site=pumch | 4 5",
        "actor=kleroterion | 0",
        "actor=manager-1 | 1 6 7",
        "actor=edc-1 | 4 5",
        "subject=S-1&type=ALLOCATION_ISSUED | 3",
        "subject=S-1&site=pumch | ''",
        "actor=manager-1&subject=S-1&site=cams&type=STRATUM_CORRECTED | 6 7",
      })
  @Tag("R12")
  void entries_are_found_by_type_subject_site_and_actor(String query, String indices) {
    assertThat(indices(query).stream().map(String::valueOf))
        .isEqualTo(indices.isEmpty() ? List.of() : List.of(indices.split(" ")));
  }

  @Test
  @Tag("R12")
  void entries_are_found_by_their_time_from_one_included_up_to_another_excluded() {
    String second = time(4);

    assertThat(indices("from=" + second)).containsExactly(4, 5, 6, 7);
    assertThat(indices("to=" + second)).containsExactly(0, 1, 2, 3);
    assertThat(indices("from=" + time(0) + "&to=" + second)).containsExactly(0, 1, 2, 3);
    assertThat(indices("from=" + second + "&to=" + second)).isEmpty();
    assertThat(indices("from=" + second + "&subject=S-1")).containsExactly(6, 7);
    assertThat(indices("from=2999-01-01T00:00:00Z")).isEmpty();
  }

  @Test
  @Tag("R12")
  void pages_keep_the_filter() {
    List<Integer> read = new ArrayList<>();
    String query = "subject=S-1&actor=manager-1&limit=1";
    String after = "";
    while (after != null) {
      JsonPath page =
          trial
              .get(Tokens.auditor(), "log?" + query + (after.isEmpty() ? "" : "&after=" + after))
              .statusCode(200)
              .extract()
              .jsonPath();
      read.addAll(page.getList("items.index", Integer.class));
      after = page.getString("next");
    }
    assertThat(read).containsExactly(6, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "type=allocation_issued, ?type",
    "from=yesterday, ?from",
    "from=2026-11-23, ?from",
    "to=2026-11-23T20:43:57, ?to",
    "limit=0, ?limit",
    "limit=1001, ?limit",
    "after=!, ?after"
  })
  @Tag("R12")
  void a_filter_that_is_none_is_refused_by_name(String query, String pointer) {
    trial
        .get(Tokens.auditor(), "log?" + query)
        .statusCode(400)
        .body("type", endsWith("/invalid-request"))
        .body("violations.pointer", contains(pointer));
  }

  @Test
  @Tag("R12")
  void one_entry_is_read_by_its_index() {
    trial
        .get(Tokens.auditor(), "log/3")
        .statusCode(200)
        .body("index", equalTo(3))
        .body("log", equalTo(1))
        .body("type", equalTo("ALLOCATION_ISSUED"))
        .body("subject", equalTo("S-1"))
        .body("site", equalTo("cams"))
        .body("leaf", equalTo(trial.log().get(3)));
    for (String index : List.of("8", "999999999999999999")) {
      trial
          .get(Tokens.auditor(), "log/" + index)
          .statusCode(404)
          .body("type", endsWith("/log-part-unknown"));
    }
    trial
        .get(Tokens.auditor(), "log/9999999999999999999")
        .statusCode(400)
        .body("violations.pointer", contains("index"));
    trial.get(Tokens.auditor(), "log/-1").statusCode(404).body("type", endsWith("/not-found"));
  }

  @Test
  @Tag("R21")
  void an_auditor_of_one_site_reads_its_entries_only() {
    String token = Tokens.at("auditor", "pumch");

    trial.get(token, "log").statusCode(200).body("items.index", contains(4, 5));
    trial.get(token, "log?subject=S-1").statusCode(200).body("items", empty());
    trial.get(token, "log?site=cams").statusCode(200).body("items", empty());
    trial.get(token, "log/4").statusCode(200);
    // Another site's, and the trial's own: the same answer as if there were none.
    for (int index : List.of(0, 1, 2, 3, 6, 8)) {
      trial.get(token, "log/" + index).statusCode(404).body("type", endsWith("/log-part-unknown"));
    }
    trial
        .get(token, "log")
        .body("items.leaf", everyItem(not(org.hamcrest.Matchers.containsString("S-1"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"log/tile/entries/000.p/1", "log/export"})
  @Tag("R21")
  void what_has_every_site_is_not_for_an_auditor_of_some(String path) {
    int entries = trial.log().size();
    trial
        .get(Tokens.at("auditor", "pumch", "cams"), path)
        .statusCode(403)
        .body("type", endsWith("/forbidden"));
    assertThat(trial.log()).hasSize(entries);
  }

  @ParameterizedTest
  @CsvSource({
    "log, auditor",
    "log/0, auditor",
    "log/tile/entries/000.p/1, auditor",
    "log/verification, auditor manager",
    "log/checkpoint, auditor enroller edc statistician manager",
    "log/0/proof, auditor enroller edc statistician manager",
    "log/proof?from=0, auditor enroller edc statistician manager",
    "log/tile/0/000.p/1, auditor enroller edc statistician manager"
  })
  @Tag("R13")
  @Tag("R21")
  void a_part_of_the_log_is_for_its_roles_only(String path, String roles) {
    List<String> allowed = List.of(roles.split(" "));
    for (String role : List.of("auditor", "enroller", "edc", "statistician", "manager")) {
      trial.get(Tokens.of(role), path).statusCode(allowed.contains(role) ? 200 : 403);
    }
    RestAssured.given()
        .get(trial.path(path))
        .then()
        .statusCode(401)
        .body("type", endsWith("/unauthenticated"));
    trial.get(Tokens.of("nobody"), path).statusCode(403);
    // Another trial's token: as if there were no such trial.
    TrialUnderTest.as(
            Tokens.sign(Tokens.claims(allowed.get(0)).claim("trials", List.of("another"))))
        .get(trial.path(path))
        .then()
        .statusCode(404)
        .body("type", endsWith("/trial-unknown"));
  }

  @Test
  @Tag("R13")
  void only_auditors_export() {
    int entries = trial.log().size();
    for (String role : List.of("enroller", "edc", "statistician", "manager")) {
      trial.get(Tokens.of(role), "log/export").statusCode(403);
    }
    RestAssured.given().get(trial.path("log/export")).then().statusCode(401);
    assertThat(trial.log()).hasSize(entries);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log",
        "log/0",
        "log/checkpoint",
        "log/0/proof",
        "log/proof?from=0",
        "log/tile/0/000",
        "log/tile/entries/000",
        "log/verification",
        "log/export"
      })
  @Tag("R21")
  void a_trial_that_is_not_there_has_no_log(String path) {
    TrialUnderTest.as(Tokens.auditor())
        .get("/v1/trials/no-such-trial/" + path)
        .then()
        .statusCode(404)
        .body("type", endsWith("/trial-unknown"));
  }
}
