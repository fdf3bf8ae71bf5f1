package org.kleroterion.log.witness;

import java.util.List;
import org.kleroterion.log.tree.Hash;

/** Proves that a log of one size begins with what it was at another. */
@FunctionalInterface
public interface ConsistencySource {
  /**
   * The proof between two sizes of the log: RFC 6962 §2.1.2.
   *
   * @param from 0 to {@code to}, as the witness said: any of them may come
   * @param to size of the checkpoint that is to be cosigned
   * @return empty from 0, and from a size to itself
   */
  List<Hash> consistency(long from, long to);
}
