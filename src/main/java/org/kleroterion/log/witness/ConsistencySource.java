package org.kleroterion.log.witness;

import java.util.List;
import org.kleroterion.log.tree.Hash;

/** Makes consistency proofs of one log. */
@FunctionalInterface
public interface ConsistencySource {
  /**
   * The proof that the log's first {@code to} entries begin with its first {@code from} entries:
   * RFC 6962 §2.1.2.
   *
   * @param from 0 to {@code to}; the witness chooses it, so be ready for any of these values
   * @param to the size of the checkpoint that is to be cosigned
   * @return the hashes; empty if {@code from} is 0 or equal to {@code to}
   */
  List<Hash> consistency(long from, long to);
}
