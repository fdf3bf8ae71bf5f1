package org.kleroterion.log.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Random;
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
import org.kleroterion.log.Auditor;
import org.kleroterion.log.LongLog;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.protocol.Screenings;

/** Receipts and proofs, checked with the published key as whoever keeps them would. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReceiptTest {
  private static final int LONG = 300;

  private static LongLog longLog;

  @Inject LogHeadRepository heads;
  @Inject LogProofs proofs;
  @Inject Transactions transactions;

  private static LongLog longLog() {
    if (longLog == null) {
      longLog = LongLog.of(LONG);
    }
    return longLog;
  }

  private static void assertProven(TrialUnderTest trial, JsonPath answer, int index) {
    String entry = answer.getString("entry");
    assertThat(entry).isEqualTo(trial.log().get(index));
    Checkpoint checkpoint = Auditor.of(trial).included(entry, index, answer.getString("receipt"));
    assertThat(checkpoint.size()).isEqualTo(index + 1);
  }

  @Test
  @Tag("R03")
  @Tag("R09")
  void an_allocation_is_answered_with_its_entry_and_receipt_the_same_bytes_ever_after() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String assessment = trial.assessed("S-1", Screenings.eligible());

    String first = trial.allocate("S-1", assessment).statusCode(201).extract().asString();
    assertProven(trial, new JsonPath(first), 3);

    trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible())).statusCode(201);
    assertThat(trial.allocate("S-1", assessment).statusCode(200).extract().asString())
        .isEqualTo(first);
    assertThat(trial.get(Tokens.auditor(), "allocations/S-1").statusCode(200).extract().asString())
        .isEqualTo(first);
  }

  @Test
  @Tag("R09")
  void an_assessment_is_answered_with_its_entry_and_receipt_the_same_bytes_ever_after() {
    TrialUnderTest trial = TrialUnderTest.shipped();

    String first = trial.assess("S-1", Screenings.eligible()).statusCode(201).extract().asString();
    assertProven(trial, new JsonPath(first), 2);

    trial.assessed("S-2", Screenings.eligible().with("age", 12));
    assertThat(trial.assess("S-1", Screenings.eligible()).statusCode(200).extract().asString())
        .isEqualTo(first);
    String id = new JsonPath(first).getString("id");
    assertThat(
            trial.get(Tokens.enroller(), "assessments/" + id).statusCode(200).extract().asString())
        .isEqualTo(first);
  }

  @Test
  @Tag("R09")
  void an_allocation_with_its_screening_in_one_request_has_its_own_receipt() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    JsonPath answer =
        trial
            .post(
                Tokens.edc(),
                "allocations",
                java.util.Map.of(
                    "subject",
                    "S-1",
                    "site",
                    trial.site(),
                    "screening",
                    Screenings.eligible(),
                    "requestedBy",
                    "dr.li \u6797 \uD83E\uDDEA"))
            .statusCode(201)
            .extract()
            .jsonPath();
    assertProven(trial, answer, 3);
    assertThat(answer.getString("entry")).contains("dr.li \u6797 \uD83E\uDDEA");
  }

  @Test
  @Tag("R09")
  void the_receipt_can_be_fetched_as_text() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    JsonPath answer =
        trial.allocate("S-1", trial.assessed("S-1", Screenings.eligible())).extract().jsonPath();

    String receipt =
        trial
            .get(Tokens.enroller(), "allocations/S-1/receipt")
            .statusCode(200)
            .contentType("text/plain")
            .extract()
            .asString();

    assertThat(receipt).isEqualTo(answer.getString("receipt"));
    trial
        .get(Tokens.enroller(), "allocations/S-9/receipt")
        .statusCode(404)
        .body("type", endsWith("/allocation-unknown"));
    trial
        .get(Tokens.at("enroller", "pumch"), "allocations/S-1/receipt")
        .statusCode(404)
        .body("type", endsWith("/allocation-unknown"));
    trial.get(Tokens.manager(), "allocations/S-1/receipt").statusCode(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"allocations", "assessments"})
  @Tag("R12")
  void lists_have_no_receipts(String list) {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial.allocate("S-1", trial.assessed("S-1", Screenings.eligible())).statusCode(201);

    for (String type : List.of("application/json", "application/x-ndjson", "text/csv")) {
      assertThat(
              TrialUnderTest.as(Tokens.auditor())
                  .accept(type)
                  .get(trial.path(list))
                  .then()
                  .statusCode(200)
                  .extract()
                  .asString())
          .contains("S-1")
          .doesNotContain("receipt", "\"entry\"", "tlog-proof", "salt");
    }
  }

  @Test
  @Tag("R09")
  void every_entry_is_proved_at_several_sizes_of_a_long_log_with_seed_1() {
    LongLog log = longLog();
    List<String> entries = log.entries();
    List<Hash> roots = LongLog.roots(entries);
    Auditor auditor = Auditor.of(log.trial());
    Random random = new Random(1);

    for (int index = 0; index < LONG; index++) {
      // Each at a random size; those at the edges of tiles at every telling one.
      boolean frontier = index % 256 < 2 || index % 256 > 254 || index == LONG - 1;
      List<Integer> sizes =
          frontier
              ? List.of(index + 1, Math.max(index + 1, 257), LONG)
              : List.of(index + 1 + random.nextInt(LONG - index));
      for (int size : sizes) {
        Checkpoint checkpoint =
            auditor.included(
                entries.get(index),
                index,
                log.trial()
                    .get(Tokens.enroller(), "log/" + index + "/proof?size=" + size)
                    .statusCode(200)
                    .contentType("text/plain")
                    .extract()
                    .asString());
        assertThat(checkpoint.size()).isEqualTo(size);
        assertThat(checkpoint.root()).isEqualTo(roots.get(size));
      }
    }
    assertThat(
            auditor
                .included(
                    entries.get(5),
                    5,
                    log.trial().get(Tokens.enroller(), "log/5/proof").extract().asString())
                .size())
        .isEqualTo(LONG);
  }

  @Test
  @Tag("R09")
  void every_tree_of_a_long_log_is_the_beginning_of_the_later_ones_with_seed_2() {
    LongLog log = longLog();
    List<Hash> roots = LongLog.roots(log.entries());
    Auditor auditor = Auditor.of(log.trial());
    Random random = new Random(2);

    for (int i = 0; i < 60; i++) {
      int from =
          switch (i % 5) {
            case 0 -> 0;
            case 1 -> 256;
            default -> random.nextInt(LONG + 1);
          };
      int to = i % 7 == 0 ? Math.max(from, 1) : Math.max(1, from + random.nextInt(LONG + 1 - from));
      Checkpoint checkpoint =
          auditor.extended(
              from,
              roots.get(from),
              log.trial()
                  .get(Tokens.enroller(), "log/proof?from=" + from + "&to=" + to)
                  .statusCode(200)
                  .contentType("text/plain")
                  .extract()
                  .asString());
      assertThat(checkpoint.size()).isEqualTo(to);
      assertThat(checkpoint.root()).isEqualTo(roots.get(to));
    }
    assertThat(
            auditor
                .extended(
                    LONG,
                    roots.get(LONG),
                    log.trial().get(Tokens.enroller(), "log/proof?from=300").extract().asString())
                .size())
        .isEqualTo(LONG);
  }

  @ParameterizedTest
  @CsvSource({
    "log/5/proof?size=5, ?size",
    "log/5/proof?size=0, ?size",
    "log/5/proof?size=301, ?size",
    "log/5/proof?size=-1, ?size",
    "log/5/proof?size=6.0, ?size",
    "log/5/proof?size=9999999999999999999, ?size",
    "log/9999999999999999999/proof, index",
    "log/proof, ?from",
    "log/proof?to=5, ?from",
    "log/proof?from=x, ?from",
    "log/proof?from=-1, ?from",
    "log/proof?from=6&to=5, ?from",
    "log/proof?from=301, ?from",
    "log/proof?from=0&to=0, ?to",
    "log/proof?from=1&to=301, ?to",
    "log/proof?from=1&to=x, ?to"
  })
  @Tag("R12")
  void a_number_that_the_log_cannot_have_is_refused(String path, String pointer) {
    longLog()
        .trial()
        .get(Tokens.enroller(), path)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", endsWith("/invalid-request"))
        .body("violations[0].pointer", equalTo(pointer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"log/300/proof", "log/999999999999999999/proof", "log/300/proof?size=5"})
  @Tag("R12")
  void an_entry_that_the_log_does_not_have_is_not_proved(String path) {
    longLog()
        .trial()
        .get(Tokens.enroller(), path)
        .statusCode(404)
        .body("type", endsWith("/log-part-unknown"));
  }

  @Test
  @Tag("R09")
  void a_head_that_was_read_before_the_log_grew_is_still_signed_and_breaks_nothing() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    TreeHead head = transactions.run(() -> heads.current(trial.code())).orElseThrow();
    trial.allocate("S-1", trial.assessed("S-1", Screenings.eligible())).statusCode(201);

    Checkpoint checkpoint = Auditor.of(trial).checkpoint(proofs.checkpoint(head).format());

    assertThat(checkpoint.size()).isEqualTo(2);
    assertThat(proofs.unwitnessed(head).text()).isEqualTo(checkpoint.text());
    trial.assess("S-2", Screenings.eligible()).statusCode(201);
  }
}
