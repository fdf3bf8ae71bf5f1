package org.kleroterion.allocation.emergency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kleroterion.api.KnownKey;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.trial.protocol.Screenings;

/** The sealed lists for the hours without the service, and what was used of them. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EmergencyListTest {
  private static final String STRATUM = "visceral=no,metastases=1-2,receptor=positive";
  private static final String LIST_STRATUM = "emergency=1," + STRATUM;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DataSource database;
  @Inject TrialTroubles troubles;

  private TrialUnderTest trial;
  private String openedAt;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private ValidatableResponse issue(int places) {
    ValidatableResponse list =
        trial.post(
            Tokens.statistician(),
            "emergency-lists",
            Map.of("site", trial.site(), "places", places, "reason", "Before the upgrade"));
    openedAt = Instant.now().toString();
    return list;
  }

  private List<String> arms(ValidatableResponse list) {
    return list.extract()
        .jsonPath()
        .getList("items.findAll { it.stratum == '" + STRATUM + "' }.arm.code");
  }

  private Map<String, Object> card(int place, String arm, String subject) {
    Map<String, Object> card = new HashMap<>();
    card.put("stratum", STRATUM);
    card.put("place", place);
    card.put("arm", arm);
    card.put("subject", subject);
    card.put("openedAt", openedAt);
    card.put("openedBy", "dr.li");
    card.put("reason", "The network was down");
    return card;
  }

  private ValidatableResponse record(Map<String, Object> card) {
    return trial.post(Tokens.manager(), "emergency-lists/1/allocations", card);
  }

  private static String other(String arm) {
    return arm.equals("WLRT") ? "CONTROL" : "WLRT";
  }

  private JsonNode lastLeaf() throws JsonProcessingException {
    List<String> log = trial.log();
    return JSON.readTree(log.get(log.size() - 1));
  }

  @Test
  @Tag("R04")
  @Tag("R07")
  @Tag("R08")
  void a_list_has_arms_of_its_own_for_every_stratum_and_is_an_entry() throws Exception {
    ValidatableResponse list = issue(6);

    list.statusCode(201)
        .header("Cache-Control", equalTo("no-store"))
        .body("list", equalTo(1))
        .body("site", equalTo(trial.site()))
        .body("items", hasSize(48))
        .body("items[0].trial", equalTo(trial.code()))
        .body("items[0].arm.label", not(nullValue()));
    for (String stratum : trial.protocol().strata()) {
      List<Map<String, Object>> cards =
          list.extract().jsonPath().getList("items.findAll { it.stratum == '" + stratum + "' }");
      assertThat(cards).extracting(card -> card.get("place")).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(cards)
          .extracting(card -> ((Map<?, ?>) card.get("arm")).get("code"))
          .isEqualTo(KnownKey.sequence(trial, "emergency=1," + stratum).arms().limit(6).toList());
    }
    JsonNode entry = lastLeaf();
    assertThat(entry.path("type").asText()).isEqualTo("EMERGENCY_LIST_ISSUED");
    assertThat(entry.path("site").asText()).isEqualTo(trial.site());
    assertThat(entry.path("actor").path("roles").get(0).asText()).isEqualTo("statistician");
    assertThat(entry.path("data").toString())
        .isEqualTo("{\"list\":1,\"places\":6,\"reason\":\"Before the upgrade\"}");
  }

  @Test
  @Tag("R06")
  void a_list_is_shown_once_and_the_next_one_is_another() {
    List<String> first = arms(issue(100));

    assertThat(arms(issue(100).body("list", equalTo(2)))).isNotEqualTo(first);
    trial
        .get(Tokens.manager(), "emergency-lists")
        .statusCode(200)
        .body("items.list", equalTo(List.of(1, 2)))
        .body("items[0].places", equalTo(100))
        .body("items[0].arm", nullValue())
        .body("items[0].items", nullValue());
    trial
        .get(Tokens.statistician(), "schedule?stratum=" + LIST_STRATUM)
        .statusCode(400)
        .body("type", endsWith("/stratum-unknown"));
  }

  @Test
  void a_list_comes_as_csv_for_the_printer() {
    String csv =
        TrialUnderTest.as(Tokens.statistician())
            .accept("text/csv")
            .contentType(ContentType.JSON)
            .body(Map.of("site", trial.site(), "places", 1, "reason", "Maintenance"))
            .post(trial.path("emergency-lists"))
            .then()
            .statusCode(201)
            .extract()
            .asString();

    assertThat(csv.lines()).hasSize(9);
    assertThat(csv).startsWith("trial,list,site,stratum,place,arm,armLabel\r\n" + trial.code());
  }

  @ParameterizedTest
  @CsvSource({
    "places, 0, 400, invalid-request",
    "places, 101, 400, invalid-request",
    "reason, , 400, invalid-request",
    "site, nowhere, 400, site-unknown"
  })
  void a_list_that_cannot_be_is_refused(String member, String value, int status, String type) {
    Map<String, Object> list = new HashMap<>();
    list.put("site", trial.site());
    list.put("places", 2);
    list.put("reason", "Maintenance");
    list.put(member, member.equals("places") ? Integer.valueOf(value) : value);
    int entries = trial.log().size();

    trial
        .post(Tokens.statistician(), "emergency-lists", list)
        .statusCode(status)
        .body("type", endsWith("/" + type));
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  @Tag("R13")
  void who_reaches_some_sites_only_gets_no_list() {
    trial
        .post(
            Tokens.sign(Tokens.claims("statistician").claim("sites", List.of(trial.site()))),
            "emergency-lists",
            Map.of("site", trial.site(), "places", 2, "reason", "Maintenance"))
        .statusCode(403);
  }

  @Test
  @Tag("R14")
  void from_the_first_list_on_the_schedule_is_fixed() {
    issue(3).statusCode(201);
    String text =
        trial
            .protocol()
            .text()
            .replaceFirst("(?m)^version: .*$", "version: 2\nreason: Other blocks")
            .replaceFirst("(?m)^blockSizes: .*$", "blockSizes: [3, 6]");
    assertThat(text).contains("blockSizes: [3, 6]");

    TrialUnderTest.register(text);

    trial.get(Tokens.auditor(), "").statusCode(200).body("version", equalTo(1));
    assertThat(troubles.reason(trial.code(), Kind.PROTOCOL_REFUSED).orElse(""))
        .contains("stays in force");
  }

  @Test
  @Tag("R02")
  @Tag("R03")
  @Tag("R17")
  void a_used_card_becomes_the_subjects_allocation_and_the_schedule_goes_on_untouched()
      throws Exception {
    List<String> arms = arms(issue(6));
    String assessment = trial.assessed("S-1", Screenings.eligible());

    ValidatableResponse recorded = record(card(3, arms.get(2), "S-1"));

    recorded
        .statusCode(201)
        .header("Location", endsWith("/allocations/S-1"))
        .body("arm.code", equalTo(arms.get(2)))
        .body("stratum", equalTo(LIST_STRATUM))
        .body("number", equalTo(1))
        .body("assessment", equalTo(assessment))
        .body("requestedBy", equalTo("dr.li"))
        .body("receipt", startsWith("c2sp.org/tlog-proof@v1"));
    JsonNode entry = lastLeaf();
    assertThat(entry.path("type").asText()).isEqualTo("EMERGENCY_ALLOCATION_RECORDED");
    assertThat(entry.at("/data/place").asInt()).isEqualTo(3);
    assertThat(entry.at("/data/openedBy").asText()).isEqualTo("dr.li");

    String body = recorded.extract().asString();
    assertThat(record(card(3, arms.get(2), "S-1")).statusCode(200).extract().asString())
        .isEqualTo(body);
    assertThat(trial.allocate("S-1", assessment).statusCode(200).extract().asString())
        .isEqualTo(body);
    trial
        .allocate("S-2", trial.assessed("S-2", Screenings.eligible()))
        .statusCode(201)
        .body("number", equalTo(2))
        .body(
            "arm.code",
            equalTo(KnownKey.sequence(trial, STRATUM).arms().findFirst().orElseThrow()));
    trial
        .get(Tokens.statistician(), "balance")
        .body("strata", hasSize(9))
        .body("strata[8].stratum", equalTo(LIST_STRATUM))
        .body("strata[8].allocated", equalTo(1))
        .body("allocated", equalTo(2));
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(true));
  }

  @Test
  @Tag("R01")
  @Tag("R10")
  @Tag("R11")
  void what_happened_is_recorded_whatever_the_assessment_says_and_then_corrected() {
    List<String> arms = arms(issue(2));
    trial.assessed("S-1", Screenings.eligible().with("ecog", 3));
    trial.assessed("S-2", Screenings.eligible(true, 4, "negative"));

    trial.becomes("PAUSED").statusCode(200);
    record(card(1, arms.get(0), "S-1")).statusCode(201);
    record(card(2, arms.get(1), "S-2")).statusCode(201);

    trial
        .post(
            Tokens.manager(),
            "allocations/S-1/corrections",
            Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "ECOG 3 was overlooked"))
        .statusCode(201)
        .body("stratumAsRandomized", equalTo(LIST_STRATUM));
    trial
        .post(
            Tokens.manager(),
            "allocations/S-2/corrections",
            Map.of(
                "kind",
                "STRATUM_CORRECTED",
                "reason",
                "The card of another stratum was opened",
                "screening",
                Screenings.eligible(true, 4, "negative")))
        .statusCode(201);
  }

  @Test
  void a_correction_to_the_stratum_of_the_card_corrects_nothing() {
    List<String> arms = arms(issue(1));
    trial.assessed("S-1", Screenings.eligible());
    record(card(1, arms.get(0), "S-1")).statusCode(201);

    trial
        .post(
            Tokens.manager(),
            "allocations/S-1/corrections",
            Map.of(
                "kind",
                "STRATUM_CORRECTED",
                "reason",
                "A slip",
                "screening",
                Screenings.eligible()))
        .statusCode(409)
        .body("type", endsWith("/correction-refused"));
  }

  @Test
  @Tag("R08")
  void what_is_misread_is_refused_and_the_log_says_so() throws Exception {
    List<String> arms = arms(issue(2));
    trial.assessed("S-1", Screenings.eligible());
    trial.assessed("S-2", Screenings.eligible());
    trial.assess(Tokens.enroller(), "S-3", "pumch", Screenings.eligible());

    refused(card(1, other(arms.get(0)), "S-1"), "emergency-card-refused");
    refused(card(1, arms.get(0), "S-9"), "subject-not-assessed");
    refused(card(1, arms.get(0), "S-3"), "emergency-card-refused");
    record(card(1, arms.get(0), "S-1")).statusCode(201);
    refused(card(1, arms.get(0), "S-2"), "emergency-card-refused");
    differs(card(2, arms.get(1), "S-1"), "place");
    differs(card(1, other(arms.get(0)), "S-1"), "arm");
    trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible()));
    // Whether or not it has the same arm: that would tell a manager her arm.
    differs(card(2, arms.get(1), "S-2"), "list");
    differs(card(2, other(arms.get(1)), "S-2"), "list");
    trial.becomes("CLOSED").statusCode(200);
    refused(card(2, arms.get(1), "S-4"), "trial-not-open");
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(true));
  }

  private void differs(Map<String, Object> card, String... names) throws Exception {
    refused(card, "subject-already-allocated");
    record(card).body("differences", contains(names)).body("detail", containsString(names[0]));
  }

  private void refused(Map<String, Object> card, String type) throws Exception {
    int allocations = trial.allocations();
    record(card).statusCode(409).body("type", endsWith("/" + type));
    assertThat(lastLeaf().path("type").asText()).isEqualTo("ALLOCATION_REFUSED");
    assertThat(lastLeaf().at("/data/problem").asText().toLowerCase().replace('_', '-'))
        .isEqualTo(type);
    assertThat(trial.allocations()).isEqualTo(allocations);
  }

  @ParameterizedTest
  @CsvSource({
    "stratum, visceral=maybe, stratum-unknown",
    "place, 3, invalid-request",
    "place, 0, invalid-request",
    "openedAt, 2020-01-01T00:00:00Z, invalid-request",
    "openedAt, 2999-01-01T00:00:00Z, invalid-request",
    "openedBy, , invalid-request",
    "reason, , invalid-request",
    "arm, , invalid-request",
    "subject, , invalid-request"
  })
  void what_no_card_can_say_is_refused_and_nothing_is_written(
      String member, String value, String type) {
    issue(2).statusCode(201);
    trial.assessed("S-1", Screenings.eligible());
    Map<String, Object> card = card(1, "WLRT", "S-1");
    card.put(member, member.equals("place") ? Integer.valueOf(value) : value);
    int entries = trial.log().size();

    String answer =
        record(card).statusCode(400).body("type", endsWith("/" + type)).extract().asString();
    if (member.equals("openedAt")) {
      assertThat(answer)
          .contains(value.startsWith("2999") ? "not be in the future" : "not be before the list");
    }
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  @Tag("R21")
  void a_list_of_another_site_is_out_of_reach() {
    issue(2).statusCode(201);

    trial
        .post(
            Tokens.sign(Tokens.claims("manager").claim("sites", List.of("pumch"))),
            "emergency-lists/1/allocations",
            card(1, "WLRT", "S-1"))
        .statusCode(404)
        .body("type", endsWith("/emergency-list-unknown"));
    trial
        .post(Tokens.manager(), "emergency-lists/2/allocations", card(1, "WLRT", "S-1"))
        .statusCode(404)
        .body("type", endsWith("/emergency-list-unknown"));
  }

  @Test
  @Tag("R17")
  void after_a_restart_of_the_log_cards_are_still_recorded() throws Exception {
    List<String> arms = arms(issue(5));
    trial.assessed("S-1", Screenings.eligible());
    record(card(4, arms.get(3), "S-1")).statusCode(201);
    Tampering.alter(
        database,
        "update log_entry set actor = 'somebody' where trial = ? and entry_index = 2",
        trial.code());
    trial
        .post(Tokens.manager(), "log/restart", Map.of("reason", "A row was edited"))
        .statusCode(201)
        .body("carriedOver", equalTo(1));

    trial.assessed("S-2", Screenings.eligible());
    record(card(2, arms.get(1), "S-2")).statusCode(201).body("number", equalTo(2));
    record(card(4, arms.get(3), "S-1")).statusCode(200);
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(true));
  }

  @ParameterizedTest
  @CsvSource({
    "update emergency_list set places = 9 where trial = ?, the emergency list row of entry 2",
    "update allocation set ordinal = 0 where trial = ?, the allocation row of entry 4"
  })
  @Tag("R09")
  void an_edited_list_or_card_is_found(String edit, String what) throws Exception {
    List<String> arms = arms(issue(5));
    trial.assessed("S-1", Screenings.eligible());
    record(card(2, arms.get(1), "S-1")).statusCode(201);

    Tampering.alter(database, edit, trial.code());

    trial
        .get(Tokens.auditor(), "log/verification")
        .body("sound", equalTo(false))
        .body("trouble", startsWith(what));
  }
}
