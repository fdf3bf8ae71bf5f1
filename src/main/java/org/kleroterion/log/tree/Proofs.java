package org.kleroterion.log.tree;

import java.util.List;

/** Verifies proofs as in RFC 9162 §2.1.3.2 and §2.1.4.2. Sizes and indices are unsigned. */
public final class Proofs {
  private Proofs() {}

  /**
   * Whether the proof shows that the leaf is in the tree.
   *
   * @param leaf the leaf's hash
   * @param index the leaf's 0-based number
   * @param size the number of leaves of the tree
   * @param root the root of the tree
   */
  public static boolean includes(Hash leaf, long index, long size, List<Hash> proof, Hash root) {
    if (Long.compareUnsigned(index, size) >= 0) {
      return false;
    }
    long node = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = Hash.ofNode(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = Hash.ofNode(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /**
   * Whether the proof shows that the larger tree begins with all leaves of the smaller tree. False
   * if the smaller tree is empty: nothing can be proved about it.
   *
   * @param from the size of the smaller tree
   * @param root the root of the smaller tree
   * @param to the size of the larger tree
   * @param newRoot the root of the larger tree
   */
  public static boolean extend(long from, Hash root, long to, Hash newRoot, List<Hash> proof) {
    if (from == 0 || Long.compareUnsigned(from, to) > 0) {
      return false;
    }
    if (from == to || proof.isEmpty()) {
      return from == to && proof.isEmpty() && root.equals(newRoot);
    }
    boolean wholeSubtree = Long.bitCount(from) == 1;
    Hash before = wholeSubtree ? root : proof.get(0);
    Hash after = before;
    long node = from - 1;
    long last = to - 1;
    while ((node & 1) == 1) {
      node >>>= 1;
      last >>>= 1;
    }
    for (Hash sibling : proof.subList(wholeSubtree ? 0 : 1, proof.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        before = Hash.ofNode(sibling, before);
        after = Hash.ofNode(sibling, after);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        after = Hash.ofNode(after, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && before.equals(root) && after.equals(newRoot);
  }
}
