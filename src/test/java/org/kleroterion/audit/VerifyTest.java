package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.kleroterion.audit.Logs.KEY;
import static org.kleroterion.audit.Logs.WITNESS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.audit.Verifier.Verdict;

/** What the verifier accepts of an export and refuses, and what it says of it. */
@Tag("R09")
@DisplayNameGeneration(ReplaceUnderscores.class)
class VerifyTest {
  @TempDir Path folder;

  @Test
  void everything_that_can_happen_in_a_trial_is_accepted_and_counted() {
    Verdict verdict = verify(Logs.complete().forge().published(5).published(20));

    assertThat(verdict.status()).as(verdict.report()).isZero();
    assertThat(verdict.report())
        .contains("41 entries match the signed checkpoint")
        .contains("the log continues the 2 checkpoints that it published before")
        .contains("12 ASSESSMENT_RECORDED", "2 ALLOCATION_REFUSED", "1 STRATUM_CORRECTED")
        .contains("1 SCHEDULE_READ", "1 PROTOCOL_AMENDED", "2 versions of the protocol")
        .contains("2 EMERGENCY_LIST_ISSUED", "2 EMERGENCY_ALLOCATION_RECORDED")
        .contains("1 of them from an emergency list that does not fit the subject's assessment")
        .contains("3 " + Logs.POSITIVE + " {CONTROL=1, WLRT=2}")
        .contains("2 emergency=1," + Logs.POSITIVE)
        .contains("wlrt-obc, PRODUCTION, CLOSED");
  }

  @Test
  @Tag("R17")
  void a_log_after_a_restart_is_accepted() throws IOException {
    Logs.restarted().forge().write(zip());

    Verdict verdict = run(zip().toString(), "--key", Logs.RESTARTED.vkey());

    assertThat(verdict.status()).as(verdict.report()).isZero();
    assertThat(verdict.report()).contains("4 ALLOCATION_CARRIED_OVER", "7 allocations");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 254, 255, 256, 257, 511, 512, 513, 700})
  void logs_of_every_size_are_accepted(int entries) {
    Verdict verdict = verify(Logs.running(entries).forge(), "--trial-key", Logs.TRIAL_KEY);

    assertThat(verdict.status()).as(verdict.report()).isZero();
    assertThat(verdict.report()).contains(entries + " entries match the signed checkpoint");
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 300, 513})
  void a_wrong_hash_is_found_in_a_tile_of_any_level(int entries) {
    Map<String, byte[]> files = Logs.running(entries).forge().files();
    List<String> tiles =
        files.keySet().stream().filter(name -> name.matches("tile/[0-9]/.*")).toList();

    assertThat(tiles).hasSizeGreaterThan(1);
    for (String tile : tiles) {
      byte[] content = files.get(tile);
      content[content.length - 1] ^= 1;
      Forge.zip(files, zip());
      content[content.length - 1] ^= 1;
      assertThat(run(zip().toString(), "--key", KEY.vkey()).wrong())
          .contains(tile + ": its hash " + (content.length / 32 - 1 + first(tile)));
    }
  }

  private static int first(String tile) {
    return 256 * Integer.parseInt(tile.replaceAll("^tile/[0-9]/(\\d+).*", "$1"));
  }

  @Test
  @Tag("R04")
  void arms_are_computed_again_with_the_key_that_is_given() {
    Verdict verdict = verify(Logs.running(50).forge(), "--trial-key", Logs.TRIAL_KEY);

    assertThat(verdict.report())
        .contains("arms, the same when computed again with the trial key\n");
  }

  @Test
  @Tag("R04")
  void arms_are_computed_again_with_the_key_that_the_log_reveals() {
    Verdict verdict = verify(Logs.complete().forge());

    assertThat(verdict.report()).contains("computed again with the trial key from KEY_REVEALED");
  }

  @Test
  void it_says_that_arms_were_not_computed_without_a_key() {
    Verdict verdict = verify(Logs.running(50).forge());

    assertThat(verdict.status()).isZero();
    assertThat(verdict.report()).contains("the arms, which were not computed again");
  }

  @Test
  void a_trial_key_that_was_not_committed_to_is_refused() {
    Verdict verdict = verify(Logs.running(50).forge(), "--trial-key", "0".repeat(64));

    assertThat(verdict.wrong()).contains("the trial key is not the one that entry 0 commits to");
  }

  @Test
  void a_log_that_was_rewritten_is_refused_by_who_kept_a_checkpoint() throws IOException {
    Logs logs = Logs.complete();
    int kept = 20;
    Path earlier = written("earlier", logs.forge().checkpoint(kept));
    Path receipt = written("earlier.tlog-proof", logs.forge().receipt(3, kept));

    assertThat(verify(logs.forge(), "--earlier", earlier.toString()).report())
        .contains("the log continues the 1 --earlier checkpoints");
    for (int at = 0; at < logs.leaves().size(); at++) {
      List<byte[]> leaves = new ArrayList<>(logs.leaves());
      ObjectNode leaf = Alterations.parsed(leaves.get(at));
      leaf.put("salt", "0".repeat(32));
      leaves.set(at, Alterations.written(leaf));
      Forge rewritten = logs.forge(leaves);

      assertThat(verify(rewritten).status()).as("unseen without it").isZero();
      for (Path file : List.of(earlier, receipt)) {
        Verdict verdict = verify(rewritten, "--earlier", file.toString());
        String why = "the first 20 entries have changed since then";
        assertThat(verdict.refuses(why)).as("entry " + at).isEqualTo(at < kept);
        assertThat(verdict.status()).isEqualTo(at < kept ? 1 : 0);
      }
    }
  }

  @Test
  void a_log_that_became_shorter_is_refused_by_who_kept_a_checkpoint() throws IOException {
    Path earlier = written("earlier", Logs.running(60).forge().checkpoint(60));

    assertThat(verify(Logs.running(50).forge(), "--earlier", earlier.toString()).wrong())
        .contains("the log had 60 entries then, and now has fewer");
  }

  @Test
  void an_earlier_checkpoint_of_somebody_else_is_refused() throws IOException {
    Path earlier = written("earlier", Logs.restarted().forge().checkpoint(5));

    assertThat(verify(Logs.running(50).forge(), "--earlier", earlier.toString()).wrong())
        .contains("its origin is " + Logs.RESTARTED.name(), "is not signed by the --key");
  }

  @Test
  void it_says_which_checkpoints_a_witness_cosigned() {
    Forge forge =
        Logs.running(50).forge().published(10, WITNESS).published(20).published(30, WITNESS);

    Verdict verdict = verify(forge, "--witness", WITNESS.vkey());

    assertThat(verdict.status()).isZero();
    assertThat(verdict.report())
        .contains(
            "every cosignature of "
                + WITNESS.name()
                + " is right (2 checkpoints: checkpoints/10,"
                + " checkpoints/30)");
  }

  @Test
  void a_wrong_cosignature_of_a_known_witness_is_refused() {
    Forge forge = Logs.running(50).forge();
    String another = WITNESS.cosignatureLine("another text\n", 1_764_000_000L);
    forge.with("checkpoints/10", Forge.utf8(forge.checkpoint(10) + another));

    assertThat(verify(forge).status()).as("of a witness that nobody knows").isZero();
    assertThat(verify(forge, "--witness", WITNESS.vkey()).wrong())
        .contains("checkpoints/10: the cosignature of " + WITNESS.name() + " is wrong");
  }

  @Test
  void timestamps_are_said_to_be_unchecked_and_how_to_check_them() {
    Verdict verdict =
        verify(Logs.running(50).forge().published(10).with("timestamps/10.tsr", new byte[1]));

    assertThat(verdict.status()).isZero();
    assertThat(verdict.report()).contains("1 timestamps", "openssl ts -verify");
  }

  @Test
  void a_signature_with_a_byte_behind_it_is_refused() {
    String checkpoint = Logs.running(50).forge().checkpoint(50);
    int at = checkpoint.lastIndexOf(' ') + 1;
    byte[] signature = Base64.getDecoder().decode(checkpoint.substring(at).strip());
    byte[] longer = Arrays.copyOf(signature, signature.length + 1);
    String changed =
        checkpoint.substring(0, at) + Base64.getEncoder().encodeToString(longer) + "\n";

    Verdict verdict = verify(Logs.running(50).forge().with("checkpoint", Forge.utf8(changed)));

    assertThat(verdict.wrong()).contains("checkpoint: is not signed by the --key");
  }

  @Test
  void base64_that_another_reader_might_read_otherwise_is_refused() {
    String checkpoint = Logs.running(50).forge().checkpoint(50);
    String root = checkpoint.split("\n")[2];
    // The last character before the padding carries two bits that decode to nothing.
    char last = root.charAt(root.length() - 2);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    String other = root.substring(0, 42) + alphabet.charAt(alphabet.indexOf(last) ^ 1) + "=";
    for (String changed : List.of(other, root.substring(0, 43))) {
      Forge forge = Logs.running(50).forge();
      forge.with("checkpoint", Forge.utf8(checkpoint.replace(root, changed)));
      assertThat(verify(forge).wrong()).contains("checkpoint: has base64 that is not canonical");
    }
  }

  @Test
  void a_file_that_is_twice_in_the_zip_is_refused() throws IOException {
    Map<String, byte[]> files = Logs.running(50).forge().files();
    files.put("vkeX", files.get("vkey"));
    Forge.zip(files, zip());
    String bytes = Files.readString(zip(), StandardCharsets.ISO_8859_1).replace("vkeX", "vkey");
    Files.writeString(zip(), bytes, StandardCharsets.ISO_8859_1);

    assertThat(run(zip().toString(), "--key", KEY.vkey()).wrong()).contains("vkey: occurs twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"checkpoint", "vkey", "allocations.csv", "tile/0/000.p/50", "protocols/1.yaml"})
  void a_file_that_is_far_too_long_is_refused_before_it_is_read(String name) {
    Forge forge = Logs.running(50).forge().with(name, new byte[100 << 20]);

    assertThat(verify(forge).status()).isEqualTo(1);
  }

  @Test
  void a_bundle_that_does_not_end_is_refused_at_its_last_entry() {
    Forge forge = Logs.running(50).forge();
    String name = "tile/entries/000.p/50";
    byte[] longer = Arrays.copyOf(forge.files().get(name), 100 << 20);

    assertThat(verify(forge.with(name, longer)).wrong())
        .contains(name + ": continues after its last");
  }

  @Test
  void a_checkpoint_that_claims_too_much_is_refused_at_once() {
    for (String size : List.of("999999999999999999", "0", "51", "1000000")) {
      String text = KEY.name() + "\n" + size + "\n" + "A".repeat(43) + "=\n";
      Forge forge = Logs.running(50).forge();
      forge.with("checkpoint", Forge.utf8(text + "\n" + KEY.signatureLine(text)));
      assertThat(verify(forge).status()).isEqualTo(1);
    }
  }

  @Test
  void a_report_of_many_problems_is_short() {
    List<byte[]> leaves =
        Logs.running(300).leaves().stream().map(leaf -> new byte[] {'{'}).toList();

    Verdict verdict = verify(Logs.running(300).forge(leaves));

    assertThat(verdict.status()).isEqualTo(1);
    assertThat(verdict.report().lines().count()).isLessThan(60);
    assertThat(verdict.report()).contains("… and more, 30");
  }

  @Test
  void what_others_wrote_cannot_steer_the_terminal() {
    Logs logs = Logs.complete();
    List<byte[]> leaves = new ArrayList<>(logs.leaves());
    ObjectNode leaf = Alterations.parsed(leaves.get(3));
    leaf.put("\u001b[2J", "\u202e");
    leaves.set(3, Alterations.written(leaf));

    assertThat(verify(logs.forge(leaves)).report())
        .contains("entry 3: `?[2J` is not a member of it")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  @Tag("R17")
  void a_log_begins_as_its_origin_says() {
    Logs first = Logs.of(Logs.RESTARTED).registered().exported();
    first.forge().write(zip());
    assertThat(run(zip().toString(), "--key", Logs.RESTARTED.vkey()).wrong())
        .contains("entry 0 (TRIAL_REGISTERED): a log's first entry must be");

    assertThat(verify(Logs.complete().forge(Logs.restarted().leaves())).wrong())
        .contains("entry 0 (LOG_RESTARTED): a log's first entry must be");
  }

  @Test
  void a_key_of_no_trial_is_refused() {
    NoteKey other = NoteKey.ofLog("log.example.org/trials", new byte[32]);
    Logs.of(other).registered().exported().forge().write(zip());

    assertThat(run(zip().toString(), "--key", other.vkey()).wrong())
        .contains("the --key's name is not the origin of a trial's log");
  }

  @Test
  void strata_without_number_do_not_make_the_report_long() {
    Logs logs = Logs.of(KEY).registered().status("REGISTERED", "OPEN");
    for (int i = 0; i < 120; i++) {
      logs.allocated("S-" + i, "cams", "place=" + i);
    }

    Verdict verdict = verify(logs.exported().forge(), "--trial-key", Logs.TRIAL_KEY);

    assertThat(verdict.status()).as(verdict.report()).isZero();
    assertThat(verdict.report())
        .contains("120 arms, the same when computed again", "and 20 more strata");
  }

  @Test
  void texts_that_are_made_to_be_slow_to_check_are_not() {
    String slow = "a".repeat(60_000);
    List<byte[]> leaves = new ArrayList<>();
    for (byte[] bytes : Logs.running(60).leaves()) {
      ObjectNode leaf = Alterations.parsed(bytes);
      ((ObjectNode) leaf.get("actor")).put("id", slow + "\u0001");
      leaves.add(Alterations.written(leaf));
    }
    Forge forge = Logs.running(60).forge(leaves);

    // Quadratic, it would take minutes.
    Verdict verdict = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> verify(forge));
    assertThat(verdict.wrong()).contains("entry 0: its actor: `id` is wrong");
  }

  private Verdict verify(Forge forge, String... options) {
    forge.write(zip());
    List<String> arguments = new ArrayList<>(List.of(zip().toString(), "--key", KEY.vkey()));
    arguments.addAll(List.of(options));
    return Verifier.run(arguments);
  }

  private static Verdict run(String... arguments) {
    return Verifier.run(arguments);
  }

  private Path zip() {
    return folder.resolve("export.zip");
  }

  private Path written(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
