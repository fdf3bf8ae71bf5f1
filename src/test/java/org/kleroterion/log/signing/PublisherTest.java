package org.kleroterion.log.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.events.Receivers;
import org.kleroterion.log.Auditor;
import org.kleroterion.log.export.ExportTest;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.witness.Outside;
import org.kleroterion.log.witness.TimestampStub;
import org.kleroterion.log.witness.WitnessStub;
import org.kleroterion.trial.protocol.Screenings;

/** Checkpoints are shown to others, who delay nobody, whatever they do. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@WithTestResource(Outside.class)
@WithTestResource(Receivers.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PublisherTest {
  private static WitnessStub witness;
  private static TimestampStub authority;

  private TrialUnderTest trial;
  private Auditor auditor;

  @BeforeAll
  static void listen() {
    witness = Outside.witness();
    authority = Outside.authority();
  }

  @AfterAll
  static void close() {
    witness.close();
    authority.close();
  }

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
    auditor = Auditor.of(trial);
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  private static boolean isCosigned(String note) {
    return !Note.parse(note).signedBy(List.of(witness.key())).isEmpty();
  }

  private String checkpoint() {
    return trial.get(Tokens.enroller(), "log/checkpoint").statusCode(200).extract().asString();
  }

  /** Waits for the witness's signature on the checkpoint of the log as it is. */
  private Checkpoint cosigned() {
    return auditor.checkpoint(soon().until(this::checkpoint, PublisherTest::isCosigned));
  }

  private String allocated(String subject) {
    return trial
        .allocate(subject, trial.assessed(subject, Screenings.eligible()))
        .statusCode(201)
        .extract()
        .asString();
  }

  @Test
  @Tag("R09")
  void checkpoints_and_receipts_carry_the_cosignature_soon_and_answers_stay_the_same() {
    witness.know(auditor.key());
    String assessment = trial.assessed("S-1", Screenings.eligible());
    String answer = trial.allocate("S-1", assessment).statusCode(201).extract().asString();

    assertThat(cosigned().size()).isEqualTo(4);

    String receipt = trial.get(Tokens.enroller(), "allocations/S-1/receipt").extract().asString();
    assertThat(isCosigned(Auditor.note(receipt))).isTrue();
    auditor.included(trial.log().get(3), 3, receipt);
    assertThat(trial.allocate("S-1", assessment).statusCode(200).extract().asString())
        .isEqualTo(answer);
    assertThat(trial.get(Tokens.enroller(), "allocations/S-1").extract().asString())
        .isEqualTo(answer);
    assertThat(witness.latest(auditor.key().name())).contains(auditor.checkpoint(checkpoint()));
  }

  @Test
  @Tag("R09")
  void a_receipt_leads_to_the_first_later_checkpoint_that_was_cosigned() {
    // Nothing is shown before the witness knows the log, so the first one is of all of these.
    allocated("S-1");
    allocated("S-2");
    allocated("S-3");
    witness.know(auditor.key());
    Checkpoint first = cosigned();
    allocated("S-4");
    cosigned();

    for (int subject = 1; subject <= 3; subject++) {
      String receipt =
          trial
              .get(Tokens.enroller(), "allocations/S-" + subject + "/receipt")
              .statusCode(200)
              .extract()
              .asString();
      int index = 1 + 2 * subject;
      assertThat(auditor.included(trial.log().get(index), index, receipt)).isEqualTo(first);
      assertThat(isCosigned(Auditor.note(receipt))).isTrue();
    }
  }

  @Test
  @Tag("R17")
  void a_witness_that_is_gone_delays_nobody_and_is_asked_again() {
    witness.know(auditor.key());
    witness.die();
    try {
      allocated("S-1");
      assertThat(isCosigned(checkpoint())).isFalse();
      String receipt =
          trial
              .get(Tokens.enroller(), "allocations/S-1/receipt")
              .statusCode(200)
              .extract()
              .asString();
      assertThat(auditor.included(trial.log().get(3), 3, receipt).size()).isEqualTo(4);
    } finally {
      witness.revive();
    }
    cosigned();
  }

  @Test
  @Tag("R17")
  void an_allocation_is_answered_while_a_witness_still_holds_the_request_before() {
    witness.know(auditor.key());
    WitnessStub.Held held = witness.holdNext();
    try {
      trial.assess("S-1", Screenings.eligible()).statusCode(201);
      held.awaitArrival();

      allocated("S-2");
      trial.get(Tokens.enroller(), "allocations/S-2/receipt").statusCode(200);
    } finally {
      held.release();
    }
    cosigned();
  }

  @Test
  @Tag("R09")
  void a_witness_that_says_the_log_forked_stops_nothing_and_is_asked_again() {
    Checkpoint forked = new Checkpoint(auditor.key().name(), 1, Hash.ofLeaf(new byte[] {1}));
    witness.advance(forked);
    int before = witness.statuses().size();
    witness.know(auditor.key());

    soon()
        .until(
            () -> {
              List<Integer> since = witness.statuses().subList(before, witness.statuses().size());
              return since.contains(409) && since.contains(422);
            });
    allocated("S-1");
    assertThat(isCosigned(checkpoint())).isFalse();
    assertThat(witness.latest(forked.origin())).contains(forked);

    witness.forget(forked.origin());
    cosigned();
  }

  @Test
  @Tag("R17")
  void a_witness_that_has_seen_more_stops_nothing_and_is_asked_again() {
    Checkpoint ahead = new Checkpoint(auditor.key().name(), 99, Hash.ofLeaf(new byte[] {1}));
    witness.advance(ahead);
    int before = witness.statuses().size();
    witness.know(auditor.key());

    soon().until(() -> witness.statuses().subList(before, witness.statuses().size()).contains(409));
    allocated("S-1");

    witness.forget(ahead.origin());
    cosigned();
  }

  @Test
  @Tag("R17")
  void a_log_that_the_witness_refuses_keeps_no_other_from_it() {
    TrialUnderTest unknown =
        TrialUnderTest.register(
            trial
                .protocol()
                .text()
                .replaceFirst(
                    "(?m)^trial: .*$", "trial: a-" + UUID.randomUUID().toString().substring(0, 8)));
    // Logs are shown in the order of their trials' codes.
    assertThat(unknown.code()).isLessThan(trial.code());

    witness.know(auditor.key());
    cosigned();

    assertThat(unknown.get(Tokens.enroller(), "log/checkpoint").extract().asString())
        .satisfies(note -> assertThat(isCosigned(note)).isFalse());
  }

  @Test
  @Tag("R09")
  @Tag("R12")
  void the_export_carries_what_was_published_with_cosignatures_and_timestamps() throws Exception {
    authority.does(TimestampStub.Fault.HTTP_ERROR);
    witness.know(auditor.key());
    allocated("S-1");
    long size = cosigned().size();
    assertThat(ExportTest.export(trial)).doesNotContainKey("timestamps/" + size + ".tsr");

    authority.does(TimestampStub.Fault.NONE);
    Map<String, byte[]> files =
        soon()
            .until(
                () -> ExportTest.export(trial),
                exported -> exported.keySet().stream().anyMatch(name -> name.endsWith(".tsr")));

    String kept = ExportTest.text(files.get("checkpoints/" + size));
    assertThat(auditor.checkpoint(kept).size()).isEqualTo(size);
    assertThat(isCosigned(kept)).isTrue();
    for (String name : files.keySet()) {
      if (name.startsWith("timestamps/")) {
        String stamped = name.replace("timestamps/", "checkpoints/").replace(".tsr", "");
        assertThat(files).containsKey(stamped);
        assertStamped(files.get(name), Note.parse(files.get(stamped)).text());
      }
    }
  }

  private static void assertStamped(byte[] response, String text) throws Exception {
    TimeStampToken token = new TimeStampResponse(response).getTimeStampToken();
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(authority.certificate()));
    assertThat(token.getTimeStampInfo().getMessageImprintDigest())
        .isEqualTo(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  @Tag("R09")
  void what_others_attested_does_not_change_the_check() {
    witness.know(auditor.key());
    allocated("S-1");
    cosigned();

    trial.get(Tokens.auditor(), "log/verification").statusCode(200).body("root", notNullValue());
  }
}
