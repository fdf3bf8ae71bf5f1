package org.kleroterion.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Proofs;

/** Holds what the service hands out against the published key alone; parses it by itself. */
public final class Auditor {
  private final VerifierKey key;

  private Auditor(VerifierKey key) {
    this.key = key;
  }

  public static Auditor of(TrialUnderTest trial) {
    return new Auditor(
        VerifierKey.parse(trial.get(Tokens.auditor(), "").extract().<String>path("vkey")));
  }

  public VerifierKey key() {
    return key;
  }

  /** A checkpoint that the log signed, under its own name. */
  public Checkpoint checkpoint(String note) {
    Checkpoint checkpoint = Checkpoint.parse(Note.parse(note).requireSignedBy(key).text());
    assertThat(checkpoint.origin()).isEqualTo(key.name());
    return checkpoint;
  }

  /** A tlog-proof that this entry is in the log at this place. */
  public Checkpoint included(String entry, long index, String proof) {
    List<String> lines = head(proof);
    assertThat(lines.get(0)).isEqualTo("c2sp.org/tlog-proof@v1");
    assertThat(lines.get(1)).isEqualTo("index " + index);
    Checkpoint checkpoint = checkpoint(note(proof));
    assertThat(
            Proofs.includes(
                Hash.ofLeaf(entry.getBytes(StandardCharsets.UTF_8)),
                index,
                checkpoint.size(),
                hashes(lines.subList(2, lines.size())),
                checkpoint.root()))
        .as("entry %d is in the tree of %d", index, checkpoint.size())
        .isTrue();
    return checkpoint;
  }

  /** A consistency proof that the log of this size and root is the beginning of a larger one. */
  public Checkpoint extended(long from, Hash root, String proof) {
    List<String> lines = head(proof);
    assertThat(lines.get(0)).isEqualTo("old " + from);
    List<Hash> hashes = hashes(lines.subList(1, lines.size()));
    Checkpoint checkpoint = checkpoint(note(proof));
    if (from == 0) {
      assertThat(hashes).isEmpty();
    } else {
      assertThat(Proofs.extend(from, root, checkpoint.size(), checkpoint.root(), hashes))
          .as("the tree of %d begins with that of %d", checkpoint.size(), from)
          .isTrue();
    }
    return checkpoint;
  }

  private static List<String> head(String proof) {
    return Arrays.asList(proof.substring(0, proof.indexOf("\n\n")).split("\n", -1));
  }

  /** The note in a proof. */
  public static String note(String proof) {
    return proof.substring(proof.indexOf("\n\n") + 2);
  }

  private static List<Hash> hashes(List<String> lines) {
    return lines.stream().map(Hash::ofBase64).toList();
  }
}
