package org.kleroterion.allocation.unblinded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.KnownKey;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.trial.protocol.Screenings;

/** The schedule, read through the front door by the unblinded role and by everybody else. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ScheduleTest {
  private static final String STRATUM = "visceral=no,metastases=1-2,receptor=positive";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DataSource database;

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private ValidatableResponse read(String query) {
    return read(Tokens.statistician(), query);
  }

  private ValidatableResponse read(String token, String query) {
    return trial.get(token, "schedule?stratum=" + STRATUM + query);
  }

  private ValidatableResponse allocate(String subject, Screenings screening) {
    return trial
        .post(
            Tokens.enroller(),
            "allocations",
            Map.of("subject", subject, "site", trial.site(), "screening", screening))
        .statusCode(201);
  }

  /** The slots as the algorithm gives them: block by block, without what was issued. */
  private static List<Map<String, Object>> expected(Sequence sequence, int slots) {
    List<Map<String, Object>> expected = new ArrayList<>();
    for (int block = 0; expected.size() < slots; block++) {
      List<String> arms = sequence.block(block);
      for (int position = 0; position < arms.size(); position++) {
        expected.add(
            Map.of(
                "ordinal", expected.size(),
                "block", block,
                "position", position,
                "blockSize", arms.size(),
                "arm", arms.get(position)));
      }
    }
    return expected.subList(0, slots);
  }

  private static JsonNode leaf(String line) {
    try {
      return JSON.readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode lastLeaf() {
    List<String> log = trial.log();
    return leaf(log.get(log.size() - 1));
  }

  @Test
  @Tag("R04")
  @Tag("R07")
  void the_slots_are_those_of_the_algorithm() {
    List<Map<String, Object>> expected = expected(KnownKey.sequence(trial, STRATUM), 1000);

    read("&from=0&slots=1000")
        .statusCode(200)
        .header("Cache-Control", equalTo("no-store"))
        .body("stratum", equalTo(STRATUM))
        .body("issued", equalTo(0))
        .body("items", equalTo(expected));
    read("&from=137&slots=41").body("items", equalTo(expected.subList(137, 178)));
    read("").body("items", equalTo(expected.subList(0, 20)));
  }

  @Test
  @Tag("R04")
  void a_slot_far_ahead_is_found() {
    List<String> arms = KnownKey.sequence(trial, STRATUM).arms().skip(100_000).limit(3).toList();

    read("&from=100000&slots=3")
        .statusCode(200)
        .body("items.ordinal", contains(100_000, 100_001, 100_002))
        .body("items.arm", equalTo(arms));
  }

  @Test
  @Tag("R02")
  @Tag("R07")
  void the_next_slot_shown_is_the_arm_then_issued() {
    for (int i = 0; i < 12; i++) {
      ValidatableResponse next =
          read("&slots=1")
              .statusCode(200)
              .body("issued", equalTo(i))
              .body("items.ordinal", contains(i))
              .body("items[0]", not(hasKey("subject")));

      String arm = allocate("S-" + i, Screenings.eligible()).extract().path("arm.code");

      assertThat(arm).isEqualTo(next.extract().<String>path("items[0].arm"));
    }
  }

  @Test
  @Tag("R07")
  void issued_slots_show_who_got_them() {
    allocate("S-1", Screenings.eligible());
    allocate("ELSEWHERE", Screenings.eligible(true, 2, "positive"));
    String time = allocate("S-2", Screenings.eligible()).extract().path("time");

    read("&from=0&slots=4")
        .statusCode(200)
        .body("issued", equalTo(2))
        .body("items.subject", contains("S-1", "S-2", null, null))
        .body("items.number", contains(1, 3, null, null))
        .body("items[1].time", equalTo(time))
        .body("items[2]", not(hasKey("time")));
    read("&from=1&slots=1").body("items.subject", contains("S-2"));
  }

  @Test
  @Tag("R07")
  @Tag("R08")
  void each_read_is_one_entry_with_who_and_what() {
    allocate("S-1", Screenings.eligible());
    int entries = trial.log().size();

    read("").statusCode(200);

    assertThat(trial.log()).hasSize(entries + 1);
    JsonNode entry = lastLeaf();
    assertThat(entry.get("type").asText()).isEqualTo("SCHEDULE_READ");
    assertThat(entry.at("/actor/id").asText()).isEqualTo("statistician-1");
    assertThat(entry.at("/actor/roles").toString()).isEqualTo("[\"statistician\"]");
    assertThat(entry.has("subject") || entry.has("site")).isFalse();
    assertThat(entry.get("data").toString())
        .isEqualTo("{\"stratum\":\"" + STRATUM + "\",\"from\":1,\"slots\":20}");

    read("&from=0&slots=7").statusCode(200);

    assertThat(trial.log()).hasSize(entries + 2);
    assertThat(lastLeaf().get("data").toString())
        .isEqualTo("{\"stratum\":\"" + STRATUM + "\",\"from\":0,\"slots\":7}");
  }

  /** Nothing of the sequence, and nothing in the log. */
  private void assertNothingShown(ValidatableResponse refused, int entries) {
    assertThat(refused.contentType("application/problem+json").extract().asString())
        .doesNotContain("ordinal", "CONTROL", "\"WLRT\"", "S-1");
    assertThat(trial.log()).hasSize(entries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"enroller", "edc", "auditor", "manager"})
  @Tag("R06")
  @Tag("R07")
  @Tag("R13")
  void nobody_but_the_statistician_reads_it(String role) {
    allocate("S-1", Screenings.eligible());
    int entries = trial.log().size();

    for (String media : List.of("application/json", "text/csv", "application/x-ndjson")) {
      assertNothingShown(
          TrialUnderTest.as(Tokens.of(role))
              .accept(media)
              .get(trial.path("schedule?from=0&stratum=" + STRATUM))
              .then()
              .statusCode(403)
              .body("type", endsWith("/forbidden")),
          entries);
    }
  }

  @Test
  @Tag("R07")
  @Tag("R13")
  void a_token_that_enrols_too_reads_nothing() {
    int entries = trial.log().size();

    assertNothingShown(
        read(Tokens.of("enroller", "statistician"), "")
            .statusCode(403)
            .body("type", endsWith("/roles-conflict")),
        entries);
  }

  @Test
  @Tag("R07")
  @Tag("R21")
  void a_statistician_of_some_sites_or_of_another_trial_reads_nothing() {
    int entries = trial.log().size();

    assertNothingShown(
        read(Tokens.at("statistician", trial.site()), "")
            .statusCode(403)
            .body("type", endsWith("/forbidden"))
            .body("detail", org.hamcrest.Matchers.containsString("'sites'")),
        entries);
    String other =
        Tokens.sign(Tokens.claims("statistician").claim("trials", List.of("another-trial")));
    assertNothingShown(
        read(other, "").statusCode(404).body("type", endsWith("/trial-unknown")), entries);
  }

  @ParameterizedTest
  @CsvSource({
    "from=-1, ?from",
    "from=100001, ?from",
    "from=1.5, ?from",
    "from=9999999999999999999, ?from",
    "slots=0, ?slots",
    "slots=1001, ?slots",
    "slots=all, ?slots"
  })
  void bounds_are_kept_and_named(String query, String pointer) {
    int entries = trial.log().size();

    assertNothingShown(
        read("&" + query)
            .statusCode(400)
            .body("type", endsWith("/invalid-request"))
            .body("violations.pointer", contains(pointer)),
        entries);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?stratum=visceral=maybe",
        "?stratum=visceral=NO,metastases=1-2,receptor=positive",
        "?stratum=metastases=1-2,visceral=no,receptor=positive",
        "?stratum=",
        ""
      })
  @Tag("R18")
  void an_unknown_stratum_is_refused_with_those_that_there_are(String query) {
    int entries = trial.log().size();

    assertNothingShown(
        trial
            .get(Tokens.statistician(), "schedule" + query)
            .statusCode(400)
            .body("type", endsWith("/stratum-unknown"))
            .body("violations.pointer", contains("?stratum"))
            .body("strata", equalTo(trial.protocol().strata()))
            .body("strata", hasSize(8)),
        entries);
  }

  @Test
  void a_trial_without_factors_has_the_one_stratum_without_a_name() {
    TrialUnderTest single = TrialUnderTest.open("protocols/one-stratum.yaml", text -> text);

    single
        .get(Tokens.statistician(), "schedule?slots=9")
        .statusCode(200)
        .body("stratum", equalTo(""))
        .body("items", equalTo(expected(KnownKey.sequence(single, ""), 9)));
    assertThat(leaf(single.log().get(2)).at("/data/stratum").asText("absent")).isEmpty();
  }

  @Test
  @Tag("R12")
  void it_comes_as_csv_and_as_one_line_of_json_a_slot() {
    String time = allocate("S-1", Screenings.eligible()).extract().path("time");
    List<Map<String, Object>> expected = expected(KnownKey.sequence(trial, STRATUM), 2);
    Object size = expected.get(0).get("blockSize");

    assertThat(as("text/csv"))
        .isEqualTo(
            "ordinal,block,position,blockSize,arm,subject,number,time\r\n"
                + ("0,0,0," + size + "," + expected.get(0).get("arm") + ",S-1,1," + time + "\r\n")
                + ("1,0,1," + size + "," + expected.get(1).get("arm") + ",,,\r\n"));
    assertThat(as("application/x-ndjson").lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("{\"ordinal\":0,\"block\":0,\"position\":0,")
        .contains("\"subject\":\"S-1\"");
    assertThat(trial.log().stream().filter(line -> line.contains("\"SCHEDULE_READ\""))).hasSize(2);
  }

  private String as(String media) {
    return TrialUnderTest.as(Tokens.statistician())
        .accept(media)
        .get(trial.path("schedule?from=0&slots=2&stratum=" + STRATUM))
        .then()
        .statusCode(200)
        .contentType(media)
        .extract()
        .asString();
  }

  @Test
  void it_is_read_in_whatever_status_the_trial_is() {
    TrialUnderTest fresh = TrialUnderTest.registered("protocols/wlrt-obc.yaml", text -> text);
    for (String status : List.of("REGISTERED", "OPEN", "PAUSED", "CLOSED")) {
      if (!status.equals("REGISTERED")) {
        fresh.becomes(status).statusCode(200);
      }
      fresh
          .get(Tokens.statistician(), "schedule?stratum=" + STRATUM)
          .statusCode(200)
          .body("items", hasSize(20));
    }
  }

  @Test
  @Tag("R14")
  void it_is_of_the_version_in_force() {
    String text =
        trial
            .protocol()
            .text()
            .replaceFirst("(?m)^version: 1$", "version: 2\nreason: Smaller blocks")
            .replace("blockSizes: [6, 9]", "blockSizes: [3, 6]")
            .replace("code: receptor", "code: hormone");
    TrialUnderTest amended = TrialUnderTest.register(text);

    read("").statusCode(400).body("type", endsWith("/stratum-unknown"));
    String stratum = "visceral=no,metastases=1-2,hormone=positive";
    amended
        .get(Tokens.statistician(), "schedule?stratum=" + stratum)
        .statusCode(200)
        .body("items", equalTo(expected(KnownKey.sequence(amended, stratum), 20)));
  }

  @Test
  @Tag("R08")
  void what_is_shown_as_issued_stands_in_the_log_before_the_read() throws Exception {
    ExecutorService enrolling = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> subjects = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String subject = "S-" + i;
        subjects.add(enrolling.submit(() -> allocate(subject, Screenings.eligible())));
      }
      for (int i = 0; i < 20; i++) {
        read("&slots=1").statusCode(200);
      }
      for (Future<?> subject : subjects) {
        subject.get();
      }
    } finally {
      enrolling.shutdownNow();
    }

    int issued = 0;
    Map<String, Integer> types = new HashMap<>();
    for (String line : trial.log()) {
      JsonNode entry = leaf(line);
      String type = entry.get("type").asText();
      types.merge(type, 1, Integer::sum);
      if (type.equals("ALLOCATION_ISSUED")) {
        issued++;
      } else if (type.equals("SCHEDULE_READ")) {
        assertThat(entry.at("/data/from").asInt()).isEqualTo(issued);
      }
    }
    assertThat(types).containsEntry("ALLOCATION_ISSUED", 30).containsEntry("SCHEDULE_READ", 20);
  }

  private void alter(String sql) throws SQLException {
    assertThat(Tampering.alter(database, sql, trial.code())).isOne();
  }

  @Test
  @Tag("R07")
  @Tag("R08")
  void what_cannot_be_recorded_is_not_shown() throws SQLException {
    allocate("S-1", Screenings.eligible());
    int entries = trial.log().size();
    // The next entry would take the place of one that stands.
    alter("update log_head set size = size - 1 where trial = ?");

    assertNothingShown(read("&from=0").statusCode(503), entries);
    assertNothingShown(trial.get(Tokens.statistician(), "balance").statusCode(503), entries);
  }

  @Test
  @Tag("R09")
  void allocations_that_are_not_the_sequence_are_not_passed_off_as_it() throws SQLException {
    String arm = allocate("S-1", Screenings.eligible()).extract().path("arm.code");
    int entries = trial.log().size();
    String other = arm.equals("WLRT") ? "CONTROL" : "WLRT";
    alter("update allocation set arm = '" + other + "' where trial = ?");

    assertNothingShown(read("&from=0").statusCode(500), entries);
    read("").statusCode(200).body("items.subject", everyItem(equalTo(null)));

    alter("delete from allocation where trial = ?");
    assertNothingShown(read("&from=0").statusCode(500), entries + 1);
    trial.get(Tokens.auditor(), "allocations").body("items", empty());
  }
}
