package org.kleroterion.log.note;

import java.util.List;
import java.util.stream.Collectors;
import org.kleroterion.log.tree.Hash;

/** Formats proofs, each together with the checkpoint that it leads to. */
public final class ProofText {
  private ProofText() {}

  /**
   * The proof that an entry is in the log: C2SP {@code tlog-proof@v1}.
   *
   * @param index the entry's 0-based number in its log
   */
  public static String inclusion(long index, List<Hash> proof, Note checkpoint) {
    return "c2sp.org/tlog-proof@v1\nindex " + index + "\n" + proofAndCheckpoint(proof, checkpoint);
  }

  /**
   * The proof that the log has only grown: the body of C2SP {@code tlog-witness}'s {@code
   * add-checkpoint}.
   *
   * @param from the size of the smaller tree
   */
  public static String consistency(long from, List<Hash> proof, Note checkpoint) {
    return "old " + from + "\n" + proofAndCheckpoint(proof, checkpoint);
  }

  private static String proofAndCheckpoint(List<Hash> proof, Note checkpoint) {
    return proof.stream().map(hash -> hash.base64() + "\n").collect(Collectors.joining())
        + "\n"
        + checkpoint.format();
  }
}
