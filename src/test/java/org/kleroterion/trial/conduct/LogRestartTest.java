package org.kleroterion.trial.conduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.trial.protocol.Screenings;

/** The way out when a trial's log is not what was signed and cannot be had back. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogRestartTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> WHY =
      Map.of("reason", "The backup of Monday is the last");

  @Inject DataSource database;

  private TrialUnderTest trial;
  private final List<String> arms = new ArrayList<>();

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
    for (int i = 0; i < 5; i++) {
      arms.add(allocate("S-" + i).extract().path("arm.code"));
    }
  }

  private ValidatableResponse allocate(String subject) {
    return trial.allocate(subject, trial.assessed(subject, Screenings.eligible()));
  }

  private ValidatableResponse restart() {
    return trial.post(Tokens.manager(), "log/restart", WHY);
  }

  /** The last entry's column says another actor than its leaf. */
  private void breakLog() throws Exception {
    Tampering.alter(
        database,
        "update log_entry set actor = 'somebody' where trial = ? and entry_index = 3",
        trial.code());
    trial.get(Tokens.auditor(), "log/verification").statusCode(200).body("sound", equalTo(false));
    trial
        .post(Tokens.manager(), "status", Map.of("status", "PAUSED", "reason", "Look"))
        .statusCode(503)
        .body("type", endsWith("/log-broken"));
  }

  private JsonNode leaf(int index) throws Exception {
    return JSON.readTree(
        trial.get(Tokens.auditor(), "log/" + index).statusCode(200).extract().<String>path("leaf"));
  }

  @Test
  @Tag("R09")
  @Tag("R17")
  void a_new_log_quotes_the_last_checkpoint_of_the_broken_one_and_the_reason() throws Exception {
    String oldKey = trial.get(Tokens.auditor(), "").extract().path("vkey");
    String checkpoint = trial.get(Tokens.auditor(), "log/checkpoint").extract().asString();
    breakLog();

    restart()
        .statusCode(201)
        .body("carriedOver", equalTo(5))
        .body("vkey", startsWith("kleroterion.test/v1/trials/" + trial.code() + "/log-2+"));

    JsonNode first = leaf(0);
    assertThat(first.get("type").asText()).isEqualTo("LOG_RESTARTED");
    assertThat(first.at("/actor/roles/0").asText()).isEqualTo("manager");
    assertThat(first.at("/data/reason").asText()).isEqualTo(WHY.get("reason"));
    assertThat(first.at("/data/status").asText()).isEqualTo("OPEN");
    assertThat(first.at("/data/previous/vkey").asText()).isEqualTo(oldKey);
    assertThat(first.at("/data/previous/size").asInt()).isEqualTo(12);
    Note quoted = Note.parse(first.at("/data/previous/checkpoint").asText());
    assertThat(quoted.format()).isEqualTo(checkpoint);
    assertThat(Checkpoint.parse(quoted.requireSignedBy(VerifierKey.parse(oldKey)).text()).size())
        .isEqualTo(12);
    assertThat(first.at("/data/vkey").asText())
        .isEqualTo(trial.get(Tokens.auditor(), "").extract().<String>path("vkey"))
        .isNotEqualTo(oldKey);
  }

  @Test
  @Tag("R03")
  @Tag("R17")
  void what_was_allocated_is_carried_over_and_answered_with_a_receipt_of_the_new_log()
      throws Exception {
    breakLog();
    restart().statusCode(201);

    for (int i = 0; i < 5; i++) {
      JsonNode carried = leaf(i + 1);
      assertThat(carried.get("type").asText()).isEqualTo("ALLOCATION_CARRIED_OVER");
      assertThat(carried.get("subject").asText()).isEqualTo("S-" + i);
      assertThat(carried.at("/data/number").asInt()).isEqualTo(i + 1);
      assertThat(carried.at("/data/arm").asText()).isEqualTo(arms.get(i));
      trial
          .post(Tokens.enroller(), "allocations", Map.of("subject", "S-" + i))
          .statusCode(200)
          .body("arm.code", equalTo(arms.get(i)))
          .body("entry", equalTo(carried.toString()))
          .body("receipt", startsWith("c2sp.org/tlog-proof@v1\nindex " + (i + 1) + "\n"));
      trial.get(Tokens.enroller(), "allocations/S-" + i).body("receipt", notNullValue());
      trial.get(Tokens.enroller(), "allocations/S-" + i + "/receipt").statusCode(200);
    }
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(true));
  }

  @Test
  @Tag("R01")
  @Tag("R02")
  void the_trial_goes_on_with_the_next_slots_and_everybody_is_assessed_again() throws Exception {
    String before = trial.assessed("S-5", Screenings.eligible());
    breakLog();
    restart().statusCode(201);

    trial.allocate("S-5", before).statusCode(409).body("type", endsWith("/assessment-superseded"));
    for (int i = 5; i < 12; i++) {
      arms.add(allocate("S-" + i).statusCode(201).extract().path("arm.code"));
    }
    MasterSecret secret = new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET));
    assertThat(arms)
        .isEqualTo(
            new Sequence(
                    secret.trialKey(trial.code()),
                    trial.code(),
                    "visceral=no,metastases=1-2,receptor=positive",
                    new Scheme(
                        List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(6, 9)))
                .arms()
                .limit(12)
                .toList());
    trial
        .get(Tokens.auditor(), "allocations")
        .body("items.number", contains(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(true));
  }

  @Test
  @Tag("R12")
  void the_entries_of_the_broken_log_can_still_be_read() throws Exception {
    breakLog();
    restart().statusCode(201);

    trial
        .get(Tokens.auditor(), "log?limit=1000")
        .body("items", hasSize(12 + 6))
        .body("items.findAll { it.log == 1 }.index", hasSize(12))
        .body("items.findAll { it.log == 2 }.index", contains(0, 1, 2, 3, 4, 5));
  }

  @Test
  @Tag("R17")
  void a_cursor_that_was_moved_and_an_entry_that_no_head_counts_are_left_behind() throws Exception {
    Tampering.alter(
        database,
        "insert into log_entry select trial, 12, recorded_at, type, actor, subject, site, leaf, hashes"
            + " from log_entry where trial = ? and entry_index = 11",
        trial.code());
    Tampering.alter(
        database,
        "update stratum_cursor set issued = 0, block = 0, position = 0 where trial = ?",
        trial.code());
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(false));

    restart().statusCode(201);

    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(true));
    allocate("S-5").statusCode(201).body("number", equalTo(6));
  }

  @Test
  @Tag("R03")
  @Tag("R09")
  void an_arm_that_was_edited_beside_its_entry_is_not_answered() throws Exception {
    String other = arms.get(0).equals("WLRT") ? "CONTROL" : "WLRT";
    Tampering.alter(
        database,
        "update allocation set arm = '" + other + "' where trial = ? and number = 1",
        trial.code());

    trial
        .post(Tokens.enroller(), "allocations", Map.of("subject", "S-0"))
        .statusCode(503)
        .body("type", endsWith("/log-broken"));
  }

  @Test
  @Tag("R09")
  void a_sound_log_is_not_restarted() {
    restart().statusCode(409).body("type", endsWith("/restart-refused"));

    assertThat(trial.log()).hasSize(12).noneMatch(line -> line.contains("LOG_RESTARTED"));
  }

  @Test
  @Tag("R17")
  void allocations_that_are_not_all_there_are_not_carried_over() throws Exception {
    Tampering.alter(
        database, "delete from allocation where trial = ? and number = 3", trial.code());

    restart().statusCode(409).body("type", endsWith("/carry-over-refused"));

    trial.get(Tokens.auditor(), "log?limit=1000").body("items", hasSize(12));
    trial.get(Tokens.auditor(), "log/verification").body("sound", equalTo(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"enroller", "edc", "auditor", "statistician"})
  @Tag("R13")
  void only_a_manager_restarts(String role) throws Exception {
    breakLog();

    trial.post(Tokens.of(role), "log/restart", WHY).statusCode(403);
    trial.post(Tokens.at("manager", trial.site()), "log/restart", WHY).statusCode(403);
    trial.post(Tokens.manager(), "log/restart", Map.of()).statusCode(400);
  }
}
