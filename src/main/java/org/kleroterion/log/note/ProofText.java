package org.kleroterion.log.note;

import java.util.List;
import java.util.stream.Collectors;
import org.kleroterion.log.tree.Hash;

/** Proofs with the checkpoint that they lead to, as text. */
public final class ProofText {
  private ProofText() {}

  /**
   * That an entry is in the log: C2SP {@code tlog-proof@v1}.
   *
   * @param index of the entry, 0-based
   */
  public static String inclusion(long index, List<Hash> proof, Note checkpoint) {
    return "c2sp.org/tlog-proof@v1\nindex " + index + "\n" + behind(proof, checkpoint);
  }

  /**
   * That the log still begins with what it was: the body of C2SP {@code tlog-witness}'s {@code
   * add-checkpoint}.
   *
   * @param from the size it had
   */
  public static String consistency(long from, List<Hash> proof, Note checkpoint) {
    return "old " + from + "\n" + behind(proof, checkpoint);
  }

  private static String behind(List<Hash> proof, Note checkpoint) {
    return proof.stream().map(hash -> hash.base64() + "\n").collect(Collectors.joining())
        + "\n"
        + checkpoint.format();
  }
}
