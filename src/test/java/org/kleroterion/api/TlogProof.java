package org.kleroterion.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Proofs;

/**
 * A C2SP {@code tlog-proof@v1} as somebody reads it who was given it: that an entry is in a log.
 *
 * @param index of the entry, 0-based
 * @param hashes the inclusion proof, from the leaf up
 */
public record TlogProof(long index, List<Hash> hashes, Note checkpoint) {
  private static final String FORMAT = "c2sp.org/tlog-proof@v1";
  private static final String INDEX = "index ";

  public static TlogProof parse(String text) {
    int blank = text.indexOf("\n\n");
    assertThat(blank).as("the empty line above the checkpoint of %s", text).isPositive();
    List<String> lines = new ArrayList<>(List.of(text.substring(0, blank).split("\n")));
    assertThat(lines.remove(0)).isEqualTo(FORMAT);
    String index = lines.remove(0);
    assertThat(index).startsWith(INDEX);
    return new TlogProof(
        Long.parseLong(index.substring(INDEX.length())),
        lines.stream().map(Hash::ofBase64).toList(),
        Note.parse(text.substring(blank + 2)));
  }

  /**
   * Fails unless the key signed the checkpoint and the entry is in its tree.
   *
   * @param entry the leaf's exact bytes
   */
  public Checkpoint verify(String entry, VerifierKey key) {
    Checkpoint signed = Checkpoint.parse(checkpoint.requireSignedBy(key).text());
    assertThat(signed.origin()).isEqualTo(key.name());
    Hash leaf = Hash.ofLeaf(entry.getBytes(StandardCharsets.UTF_8));
    assertThat(Proofs.includes(leaf, index, signed.size(), hashes, signed.root()))
        .as("%s is entry %d of the tree of %d", entry, index, signed.size())
        .isTrue();
    return signed;
  }
}
