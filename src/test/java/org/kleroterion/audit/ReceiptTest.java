package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kleroterion.audit.Logs.KEY;
import static org.kleroterion.audit.Logs.WITNESS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.audit.Verifier.Verdict;

/** Receipts, with the entries that they are for. */
@Tag("R09")
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReceiptTest {
  private static final Logs LOGS = Logs.complete();
  private static final Forge FORGE = LOGS.forge();
  private static final int SIZE = 20;

  @TempDir Path folder;

  @Test
  void a_receipt_of_any_entry_in_a_log_of_any_size_is_accepted() throws IOException {
    for (int size = 1; size <= SIZE; size++) {
      for (int index = 0; index < size; index++) {
        Verdict verdict = verify(FORGE.receipt(index, size), leaf(index));
        assertThat(verdict.status()).as(verdict.report()).isZero();
        assertThat(verdict.report()).contains("Entry   " + index + " of " + size, Logs.ORIGIN);
      }
    }
  }

  @Test
  void it_says_what_the_entry_says() throws IOException {
    assertThat(verify(FORGE.receipt(4, SIZE), leaf(4)).report())
        .contains("entry 4 (ALLOCATION_ISSUED, subject S-1) of 2026-", "arm=WLRT", Logs.POSITIVE);
  }

  @Test
  void a_receipt_is_for_its_own_entry_alone() throws IOException {
    for (int other = 0; other < SIZE; other++) {
      if (other != 4) {
        assertThat(verify(FORGE.receipt(4, SIZE), leaf(other)).wrong())
            .contains("does not prove that these bytes are in the log", "entry 4: its index is");
      }
    }
  }

  @Test
  void an_entry_that_was_changed_has_no_receipt() throws IOException {
    for (int at = 0; at < leaf(4).length; at++) {
      byte[] changed = leaf(4).clone();
      changed[at] ^= 1;
      assertThat(verify(FORGE.receipt(4, SIZE), changed).wrong()).contains("does not prove");
    }
    byte[] withLineFeed = Arrays.copyOf(leaf(4), leaf(4).length + 1);
    withLineFeed[leaf(4).length] = '\n';
    assertThat(verify(FORGE.receipt(4, SIZE), withLineFeed).wrong()).contains("does not prove");
  }

  @Test
  void no_character_of_a_receipt_can_be_changed() throws IOException {
    String receipt = FORGE.receipt(4, SIZE);
    for (int at = 0; at < receipt.length(); at++) {
      char other = receipt.charAt(at) == '1' ? '2' : '1';
      String changed = receipt.substring(0, at) + other + receipt.substring(at + 1);
      assertThat(verify(changed, leaf(4)).status()).as("character " + at).isEqualTo(1);
      String without = receipt.substring(0, at) + receipt.substring(at + 1);
      assertThat(verify(without, leaf(4)).status()).as("without " + at).isEqualTo(1);
      String cut = receipt.substring(0, at);
      assertThat(verify(cut, leaf(4)).status()).as("cut at " + at).isEqualTo(1);
    }
  }

  @Test
  void no_line_of_a_receipt_can_be_left_out_or_told_twice() throws IOException {
    List<String> lines = List.of(FORGE.receipt(4, SIZE).split("(?<=\n)"));
    for (int at = 0; at < lines.size(); at++) {
      String before = String.join("", lines.subList(0, at));
      String after = String.join("", lines.subList(at + 1, lines.size()));
      assertThat(verify(before + after, leaf(4)).status()).as("without " + at).isEqualTo(1);
      if (at < lines.size() - 1) {
        String twice = before + lines.get(at) + lines.get(at) + after;
        assertThat(verify(twice, leaf(4)).status()).as("twice " + at).isEqualTo(1);
      }
    }
  }

  @Test
  void extra_data_are_passed_over() throws IOException {
    String receipt = FORGE.receipt(4, SIZE);

    assertThat(verify(receipt.replaceFirst("\n", "\nextra AAAA\n"), leaf(4)).status()).isZero();
    assertThat(verify(receipt.replaceFirst("\n", "\nextra A\n"), leaf(4)).status()).isEqualTo(1);
  }

  @Test
  void it_says_whether_a_witness_cosigned() throws IOException {
    String receipt = FORGE.receipt(4, SIZE);
    String text = receipt.substring(receipt.indexOf("\n\n") + 2, receipt.lastIndexOf("\n\n") + 1);
    String cosigned = receipt + WITNESS.cosignatureLine(text, 7);
    String wrong = receipt + WITNESS.cosignatureLine("x" + text, 7);

    assertThat(verify(receipt, leaf(4), "--witness", WITNESS.vkey()).report())
        .contains("the checkpoint is not cosigned by " + WITNESS.name());
    assertThat(verify(cosigned, leaf(4), "--witness", WITNESS.vkey()).report())
        .contains("Holds", "the checkpoint is cosigned by " + WITNESS.name());
    assertThat(verify(wrong, leaf(4), "--witness", WITNESS.vkey()).wrong())
        .contains("the cosignature of " + WITNESS.name() + " is wrong");
  }

  @Test
  void a_receipt_of_another_log_is_refused() throws IOException {
    Path receipt = Files.writeString(folder.resolve("r.tlog-proof"), FORGE.receipt(4, SIZE));
    Path entry = Files.write(folder.resolve("entry"), leaf(4));

    Verdict verdict =
        Verifier.run(
            receipt.toString(), "--entry", entry.toString(), "--key", Logs.RESTARTED.vkey());

    assertThat(verdict.wrong()).contains("its origin is " + Logs.ORIGIN, "is not signed");
  }

  @Test
  void an_entry_that_is_too_long_is_refused() throws IOException {
    assertThat(verify(FORGE.receipt(4, SIZE), new byte[65_536]).wrong())
        .contains("the --entry is longer than an entry can be");
  }

  private byte[] leaf(int index) {
    return LOGS.leaves().get(index);
  }

  private Verdict verify(String receipt, byte[] entry, String... options) throws IOException {
    Path file = folder.resolve("receipt.tlog-proof");
    Files.writeString(file, receipt, StandardCharsets.UTF_8);
    Path bytes = Files.write(folder.resolve("entry"), entry);
    List<String> arguments =
        new ArrayList<>(List.of(file.toString(), "--entry", bytes.toString(), "--key", KEY.vkey()));
    arguments.addAll(List.of(options));
    return Verifier.run(arguments);
  }
}
