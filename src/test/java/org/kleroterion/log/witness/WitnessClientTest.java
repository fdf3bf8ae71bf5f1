package org.kleroterion.log.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteRefused;
import org.kleroterion.log.note.NoteSignature;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.witness.WitnessStub.Canned;
import org.kleroterion.wire.outgoing.Exchange;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/** Against a real witness over HTTP, and against everything that it could answer instead. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WitnessClientTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final GrowingLog log = GrowingLog.named("hospital.example/v1/trials/aspirin/log");
  private final WitnessStub witness = WitnessStub.start(log.verifier());
  private final WitnessClient client = client(LONG);

  @AfterEach
  void close() {
    witness.close();
  }

  private WitnessClient client(Duration timeout) {
    return new WitnessClient(witness.submissionPrefix(), witness.key(), LONG, timeout);
  }

  private List<NoteSignature> cosign(long size) throws ExchangeFailed {
    return client.cosign(log.checkpoint(size), log::consistency);
  }

  private void assertCosigned(long size, List<NoteSignature> cosignatures) {
    assertThat(cosignatures).hasSize(1);
    Note note = log.checkpoint(size).with(cosignatures);
    assertThat(Note.parse(note.format()).signedBy(List.of(log.verifier(), witness.key())))
        .containsExactly(log.verifier(), witness.key());
  }

  private void assertRefused(long size, String... why) {
    assertRefused(client, log.checkpoint(size), why);
  }

  private void assertRefused(WitnessClient client, Note checkpoint, String... why) {
    assertThatExceptionOfType(ExchangeFailed.class)
        .isThrownBy(() -> client.cosign(checkpoint, log::consistency))
        .withMessageStartingWith(
            "The witness witness.example/w1 at " + witness.submissionPrefix().getAuthority() + " ")
        .withMessageMatching("[ -~]{1,600}")
        .withMessageNotContaining(witness.submissionPrefix().getPath())
        .satisfies(refused -> assertThat(refused).message().contains(why))
        .withNoCause();
  }

  // ---- A witness that does what the specification says ----

  @Test
  @Tag("R09")
  void a_new_log_is_cosigned_and_the_cosignature_verifies() throws ExchangeFailed {
    assertThat(client.cosigned(log.origin())).isEmpty();

    assertCosigned(1, cosign(1));

    assertThat(witness.statuses()).containsExactly(200);
    assertThat(client.cosigned(log.origin())).hasValue(1);
  }

  @Test
  @Tag("R09")
  void every_step_of_a_growing_log_is_cosigned_at_the_first_attempt() throws ExchangeFailed {
    for (long size : new long[] {1, 2, 3, 7, 8, 9, 64, 100, 1000}) {
      assertCosigned(size, cosign(size));
    }
    assertThat(witness.statuses()).hasSize(9).containsOnly(200);
  }

  @Test
  void a_checkpoint_of_the_same_size_is_cosigned_again() throws ExchangeFailed {
    cosign(5);
    assertCosigned(5, cosign(5));
    assertThat(witness.statuses()).containsExactly(200, 200);
  }

  @Test
  void the_size_is_learned_when_the_service_has_forgotten_it() throws ExchangeFailed {
    cosign(5);

    assertCosigned(12, client(LONG).cosign(log.checkpoint(12), log::consistency));
    assertCosigned(12, client(LONG).cosign(log.checkpoint(12), log::consistency));

    assertThat(witness.statuses()).containsExactly(200, 409, 200, 409, 200);
  }

  @Test
  void the_size_is_learned_when_another_replica_went_ahead() throws ExchangeFailed {
    cosign(5);
    witness.advance(Checkpoint.parse(log.checkpoint(9).text()));

    assertCosigned(12, cosign(12));
    assertCosigned(13, cosign(13));

    assertThat(witness.statuses()).containsExactly(200, 409, 200, 200);
  }

  @Test
  void a_witness_that_lost_its_state_is_told_all_again() throws ExchangeFailed {
    cosign(5);
    witness.forget(log.origin());

    assertCosigned(12, cosign(12));

    assertThat(witness.statuses()).containsExactly(200, 409, 200);
  }

  @Test
  void sizes_are_remembered_log_by_log() throws ExchangeFailed {
    GrowingLog other = GrowingLog.named("hospital.example/v1/trials/ibuprofen/log");
    witness.know(other.verifier());

    cosign(5);
    client.cosign(other.checkpoint(3), other::consistency);
    cosign(6);
    client.cosign(other.checkpoint(4), other::consistency);

    assertThat(witness.statuses()).hasSize(4).containsOnly(200);
    assertThat(client.cosigned(log.origin())).hasValue(6);
    assertThat(client.cosigned(other.origin())).hasValue(4);
  }

  @Test
  void signatures_that_a_checkpoint_has_already_do_no_harm() throws ExchangeFailed {
    Note cosigned = log.checkpoint(5).with(cosign(5));

    assertCosigned(5, client.cosign(cosigned, log::consistency));
  }

  @Test
  void a_submission_prefix_may_end_with_a_slash() throws ExchangeFailed {
    URI prefix = URI.create(witness.submissionPrefix() + "/");
    WitnessClient slashed = new WitnessClient(prefix, witness.key(), LONG, LONG);
    assertCosigned(5, slashed.cosign(log.checkpoint(5), log::consistency));
  }

  // ---- Replicas ----

  @Test
  void a_smaller_checkpoint_that_comes_too_late_is_no_error() throws ExchangeFailed {
    WitnessClient replica = client(LONG);
    replica.cosign(log.checkpoint(9), log::consistency);

    assertThat(cosign(5)).isEmpty();

    assertThat(client.cosigned(log.origin())).hasValue(9);
    assertThat(witness.latest(log.origin()).orElseThrow().size()).isEqualTo(9);
    assertThat(cosign(6)).as("nor once it is remembered").isEmpty();
    assertCosigned(10, cosign(10));
  }

  @Test
  @Tag("R09")
  void a_replica_that_is_overtaken_on_the_way_rolls_nothing_back() throws Exception {
    cosign(5);
    WitnessStub.Held held = witness.holdNext();
    ExecutorService overtaken = Executors.newSingleThreadExecutor();
    try {
      Future<List<NoteSignature>> smaller = overtaken.submit(() -> cosign(7));
      held.awaitArrival();
      assertCosigned(12, client(LONG).cosign(log.checkpoint(12), log::consistency));
      held.release();

      assertThat(smaller.get()).isEmpty();
    } finally {
      overtaken.shutdownNow();
    }
    assertThat(witness.latest(log.origin()).orElseThrow().size()).isEqualTo(12);
    assertThat(client.cosigned(log.origin())).hasValue(12);
  }

  @Test
  @Tag("R09")
  void replicas_that_race_never_roll_back_and_both_end_well_seed_3161() throws Exception {
    Random random = new Random(3161);
    WitnessClient replica = client(LONG);
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService replicas = Executors.newFixedThreadPool(2);
    try {
      long size = 0;
      for (int round = 0; round < 200; round++) {
        long n = size + 1 + random.nextInt(5);
        long more = n + 1 + random.nextInt(5);
        Future<List<NoteSignature>> smaller = replicas.submit(() -> raced(client, n, together));
        Future<List<NoteSignature>> larger = replicas.submit(() -> raced(replica, more, together));

        assertCosigned(more, larger.get());
        if (!smaller.get().isEmpty()) {
          assertCosigned(n, smaller.get());
        }
        assertThat(witness.latest(log.origin()).orElseThrow().size()).isEqualTo(more);
        size = more;
      }
    } finally {
      replicas.shutdownNow();
    }
    assertThat(witness.history())
        .hasSizeGreaterThanOrEqualTo(200)
        .isSortedAccordingTo(Comparator.comparing(Checkpoint::size));
    assertThat(witness.statuses()).containsOnly(200, 409);
  }

  private List<NoteSignature> raced(WitnessClient client, long size, CyclicBarrier together)
      throws Exception {
    Note checkpoint = log.checkpoint(size);
    together.await();
    return client.cosign(checkpoint, log::consistency);
  }

  // ---- What a witness refuses ----

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 12})
  @Tag("R09")
  void a_forked_log_is_refused(long size) throws ExchangeFailed {
    cosign(5);
    GrowingLog fork = log.forkedAt(4);

    assertThatExceptionOfType(ExchangeFailed.class)
        .isThrownBy(() -> client.cosign(fork.checkpoint(size), fork::consistency))
        .withMessageContaining(size == 5 ? "answered 409" : "answered 422")
        .withMessageContaining(log.origin() + " at size " + size)
        .withMessageContaining("The log was changed, forked or rolled back");

    assertThat(witness.history()).hasSize(1);
    assertCosigned(6, cosign(6));
  }

  @Test
  @Tag("R09")
  void a_log_that_was_rolled_back_and_grew_differently_is_refused_after_a_restart()
      throws ExchangeFailed {
    cosign(9);
    GrowingLog restored = log.forkedAt(7);

    assertThatExceptionOfType(ExchangeFailed.class)
        .isThrownBy(() -> client(LONG).cosign(restored.checkpoint(20), restored::consistency))
        .withMessageContaining("answered 422");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "text/x.tlog.size"})
  @Tag("R09")
  void a_fork_of_the_same_size_is_seen_whatever_the_409_says(String type) throws ExchangeFailed {
    cosign(5);
    witness.answerNext(Canned.of(409, type, "5\n"));

    assertRefused(5, "answered 409", "The log was changed, forked or rolled back");
  }

  @Test
  void a_log_that_the_witness_does_not_know_is_refused() throws ExchangeFailed {
    GrowingLog unknown = GrowingLog.named("hospital.example/v1/trials/unknown/log");

    assertRefused(
        client,
        unknown.checkpoint(3),
        "answered 404",
        unknown.origin(),
        "Tell its operator the log's vkey");

    witness.know(unknown.verifier());
    assertThat(client.cosign(unknown.checkpoint(3), unknown::consistency)).hasSize(1);
  }

  @Test
  @Tag("R09")
  void a_checkpoint_that_the_log_has_not_signed_is_refused() {
    assertRefused(client, log.forgedCheckpoint(3), "answered 403", "trusts another key");
    assertThat(witness.history()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "301, the response is not from a witness",
    "400, it does not understand the request",
    "401, the response is not from a witness",
    "204, the response is not from a witness",
    "418, the response is not from a witness",
    "429, it cannot cosign now",
    "500, it cannot cosign now",
    "503, it cannot cosign now"
  })
  void every_other_status_is_refused_and_says_what_to_do(int status, String why)
      throws ExchangeFailed {
    witness.answerNext(Canned.of(status, "", ""));
    assertRefused(5, "answered " + status, why);
    assertCosigned(5, cosign(5));
  }

  @Test
  void what_a_witness_says_cannot_forge_lines_of_the_operators_log() {
    String forged = "no\n2026-11-23 INFO all is well \u001b[2J\u2028" + "x".repeat(5000);
    witness.answerNext(Canned.of(503, "text/plain", forged));
    assertRefused(5, "It says: no 2026-11-23 INFO all is well [2J x");
  }

  // ---- Slow, dead, broken ----

  @Test
  void a_slow_witness_is_not_waited_for() throws ExchangeFailed {
    WitnessStub.Held held = witness.holdNext();
    assertRefused(client(SHORT), log.checkpoint(5), "did not answer within 300 ms");
    held.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 409, 503})
  void an_answer_that_trickles_is_not_waited_for(int status) {
    witness.trickleNext(Canned.of(status, "text/x.tlog.size", "123456\n"));
    assertRefused(client(SHORT), log.checkpoint(5), "did not answer within 300 ms");
  }

  @Test
  void a_service_that_stops_does_not_wait() {
    witness.holdNext();
    Thread.currentThread().interrupt();
    assertRefused(5, "did not answer before this service stopped");
    assertThat(Thread.interrupted()).as("the thread still knows").isTrue();
  }

  @Test
  void a_dead_witness_is_refused_and_asked_again_once_it_lives() throws ExchangeFailed {
    witness.die();
    assertRefused(5, "cannot be reached");
    witness.revive();
    assertCosigned(7, cosign(7));
  }

  @Test
  void a_host_that_does_not_exist_is_refused() {
    WitnessClient lost =
        new WitnessClient(URI.create("http://witness.invalid/"), witness.key(), LONG, LONG);
    assertThatExceptionOfType(ExchangeFailed.class)
        .isThrownBy(() -> lost.cosign(log.checkpoint(5), log::consistency))
        .withMessageContaining("at witness.invalid cannot be reached");
  }

  @Test
  @Tag("R09")
  void a_cosignature_whose_answer_was_lost_is_asked_for_again() throws ExchangeFailed {
    cosign(5);
    witness.loseNextAnswer();
    assertRefused(8, "closed the connection");
    assertThat(witness.latest(log.origin()).orElseThrow().size()).isEqualTo(8);

    assertCosigned(8, cosign(8));
    assertCosigned(9, cosign(9));
  }

  // ---- Witnesses that lie ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "many\n",
        "-1\n",
        "+1\n",
        "05\n",
        " 3\n",
        "3 \n",
        "3\n\n",
        "3\n4\n",
        "0x3\n",
        "3.0\n",
        "1e9\n",
        "\u0663\n",
        "9999999999999999999\n",
        "18446744073709551615\n",
        "99999999999999999999999999999999999999\n"
      })
  void a_size_that_is_none_is_refused(String size) throws ExchangeFailed {
    witness.answerNext(Canned.of(409, "text/x.tlog.size", size));
    assertRefused(5, "answered 409", "does not say in text/x.tlog.size");
    assertCosigned(5, cosign(5));
    assertThat(witness.statuses()).containsExactly(409, 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "text/html", "text/x.tlog.sizes"})
  void a_size_of_another_type_is_refused(String type) {
    witness.answerNext(Canned.of(409, type, "3\n"));
    assertRefused(5, "answered 409", "does not say in text/x.tlog.size");
    assertThat(client.cosigned(log.origin())).isEmpty();
  }

  @Test
  void a_type_may_have_parameters_and_capitals() throws ExchangeFailed {
    witness.advance(Checkpoint.parse(log.checkpoint(3).text()));
    witness.answerNext(Canned.of(409, "Text/X.Tlog.Size; charset=utf-8", "3\n"));
    assertCosigned(5, cosign(5));
  }

  @Test
  void a_witness_that_names_the_size_it_was_told_contradicts_itself() {
    witness.answerNext(Canned.of(409, "text/x.tlog.size", "0\n"));
    assertRefused(5, "answered 409", "which other size");
  }

  @Test
  void a_witness_that_always_names_another_size_is_asked_three_times() throws ExchangeFailed {
    for (String size : List.of("1\n", "2\n", "3\n", "4\n")) {
      witness.answerNext(Canned.of(409, "text/x.tlog.size", size));
    }
    assertRefused(5, "another size in each of 3 attempts");
    assertThat(witness.statuses()).containsExactly(409, 409, 409);
  }

  @Test
  @Tag("R09")
  void a_huge_size_stops_nothing_once_the_witness_is_honest() throws ExchangeFailed {
    witness.answerNext(Canned.of(409, "text/x.tlog.size", "999999999999999999\n"));
    assertThat(cosign(5)).isEmpty();
    assertThat(client.cosigned(log.origin())).hasValue(999_999_999_999_999_999L);

    assertCosigned(6, cosign(6));

    assertThat(client.cosigned(log.origin())).hasValue(6);
    assertCosigned(7, cosign(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 409, 503})
  void an_answer_without_end_is_hung_up_on(int status) throws Exception {
    CountDownLatch hungUp = witness.floodNext(status, "text/x.tlog.size");
    assertRefused(5, "answered with more than 65536 bytes");
    assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
    assertCosigned(5, cosign(5));
  }

  @Test
  void an_answer_is_read_up_to_the_limit_and_no_further() {
    String most = "x".repeat(Exchange.LONGEST_ANSWER);
    witness.answerNext(Canned.of(503, "text/plain", most));
    assertRefused(5, "answered 503");
    witness.answerNext(Canned.of(503, "text/plain", most + "x"));
    assertRefused(5, "answered with more than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "OK",
        "<html>\n",
        "\u2014 witness.example/w1\n",
        "\u2014 witness.example/w1 AAAA\n",
        "- witness.example/w1 AAAAAAAAAAAA\n"
      })
  void garbage_is_no_cosignature(String garbage) throws ExchangeFailed {
    witness.answerNext(Canned.of(200, "text/plain", garbage));
    assertRefused(5, "answered 200", "no cosignature by its key, " + witness.vkey());
    assertThat(client.cosigned(log.origin())).isEmpty();
    assertCosigned(5, cosign(5));
  }

  @Test
  void bytes_that_are_no_utf_8_are_no_cosignature() {
    witness.answerNext(new Canned(200, "text/plain", new byte[] {(byte) 0xff, '\n'}));
    assertRefused(5, "answered 200", "no cosignature by its key");
  }

  @Test
  void a_cosignature_without_its_line_feed_is_none() {
    answerNextWithLines(witness.cosign(log.checkpoint(5).text()).line());
    assertRefused(5, "no cosignature by its key");
  }

  @Test
  @Tag("R09")
  void a_cosignature_of_a_longer_text_is_none_of_the_checkpoint() {
    String text = log.checkpoint(5).text();
    String added = "\u2014 added by the witness\n";
    NoteSignature longer = witness.cosign(text + "\n" + added);
    answerNextWithLines(added + "\n" + longer.line() + "\n");
    assertRefused(5, "the response contains more than cosignatures");
  }

  @Test
  void cosignatures_by_unknown_keys_are_ignored() throws ExchangeFailed {
    String text = log.checkpoint(5).text();
    KeyPair stranger = WitnessStub.newKeys();
    NoteSignature ours = witness.cosign(text);
    answerNextWithLines(
        WitnessStub.cosign("witness.example/w2", stranger, 1, text).line() + "\n",
        WitnessStub.cosign("witness.example/w1", stranger, 1, text).line() + "\n",
        ours.line() + "\n",
        WitnessStub.cosign("other.example", stranger, 1, "wrong\n").line() + "\n");

    assertThat(cosign(5)).containsExactly(ours);
    assertThat(client.cosigned(log.origin())).hasValue(5);
  }

  @Test
  @Tag("R09")
  void cosignatures_by_unknown_keys_alone_are_none() {
    String text = log.checkpoint(5).text();
    KeyPair stranger = WitnessStub.newKeys();
    answerNextWithLines(WitnessStub.cosign("witness.example/w1", stranger, 1, text).line() + "\n");
    assertRefused(5, "no cosignature by its key, " + witness.vkey());
    assertThat(client.cosigned(log.origin())).isEmpty();
  }

  @Test
  void many_cosignatures_by_the_key_are_one() throws ExchangeFailed {
    String text = log.checkpoint(5).text();
    String line = witness.cosign(text).line() + "\n";
    answerNextWithLines(line.repeat(100));
    assertCosigned(5, cosign(5));
  }

  @Test
  @Tag("R09")
  void a_wrong_cosignature_is_refused_even_beside_a_right_one() {
    String right = witness.cosign(log.checkpoint(5).text()).line() + "\n";
    String ofAnotherSize = witness.cosign(log.checkpoint(6).text()).line() + "\n";
    String ofAFork = witness.cosign(log.forkedAt(2).checkpoint(5).text()).line() + "\n";
    for (String wrong : List.of(ofAnotherSize, ofAFork, right + ofAFork, ofAFork + right)) {
      answerNextWithLines(wrong);
      assertRefused(5, "answered 200", "no cosignature by its key");
    }
    assertThat(client.cosigned(log.origin())).isEmpty();
  }

  @Test
  @Tag("R09")
  void a_cosignature_with_another_time_than_was_signed_is_refused() {
    NoteSignature right = witness.cosign(log.checkpoint(5).text());
    byte[] bytes = Base64.getDecoder().decode(right.encoded());
    bytes[Integer.BYTES + Long.BYTES - 1] ^= 1;
    NoteSignature later =
        new NoteSignature(right.name(), Base64.getEncoder().encodeToString(bytes));
    answerNextWithLines(later.line() + "\n");
    assertRefused(5, "no cosignature by its key");
  }

  private void answerNextWithLines(String... lines) {
    witness.answerNext(Canned.of(200, "text/plain", String.join("", lines)));
  }

  // ---- What the service must not do ----

  @Test
  void a_key_that_signs_no_cosignatures_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WitnessClient(witness.submissionPrefix(), log.verifier(), LONG, LONG))
        .withMessageContaining("type 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "witness.example/w1",
        "ftp://witness.example/",
        "file:///etc/passwd",
        "https:witness",
        "https://user:secret@witness.example/",
        "https://witness.example/?key=secret",
        "https://witness.example/#there"
      })
  void a_url_that_no_witness_has_is_refused_without_being_repeated(String url) {
    VerifierKey key = witness.key();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WitnessClient(URI.create(url), key, LONG, LONG))
        .withMessageNotContaining("secret");
  }

  @Test
  void a_note_that_is_no_checkpoint_is_not_sent() {
    Note note = new Note("a text\n", log.checkpoint(5).signatures());
    assertThatExceptionOfType(NoteRefused.class)
        .isThrownBy(() -> client.cosign(note, log::consistency));
    assertThat(witness.statuses()).isEmpty();
  }

  @Test
  void a_proof_of_more_than_63_hashes_is_not_sent() throws ExchangeFailed {
    List<Hash> most = Collections.nCopies(63, Hash.EMPTY);
    List<Hash> tooMany = Collections.nCopies(64, Hash.EMPTY);
    assertThatExceptionOfType(ExchangeFailed.class)
        .isThrownBy(() -> client.cosign(log.checkpoint(5), (from, to) -> most))
        .withMessageContaining("answered 422");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.cosign(log.checkpoint(5), (from, to) -> tooMany));
    assertThat(witness.statuses()).containsExactly(422);
  }
}
