package org.kleroterion.log.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * The right frontier of a tree: everything that is needed to append a leaf and to compute the root.
 *
 * @param size the number of leaves of the tree
 * @param subtrees the hashes of the complete subtrees that the tree consists of, from the largest
 *     (left) to the smallest (right): one for each 1 bit of the size
 */
public record Frontier(long size, List<Hash> subtrees) {
  /** The frontier of the tree without leaves. */
  public static final Frontier EMPTY = new Frontier(0, List.of());

  /**
   * @throws IllegalArgumentException if the number of subtrees does not fit the size
   */
  public Frontier {
    subtrees = List.copyOf(subtrees);
    if (size < 0 || subtrees.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "A tree of " + size + " leaves does not consist of " + subtrees.size() + " subtrees");
    }
  }

  /** The complete subtrees that a tree of this size consists of, from left to right. */
  public static List<Subtree> subtrees(long size) {
    return new Range(0, size).subtrees();
  }

  /**
   * The frontier of a tree of this size.
   *
   * @param hashOf returns the hash of each of {@link #subtrees(long)}
   */
  public static Frontier of(long size, Function<Subtree, Hash> hashOf) {
    return new Frontier(size, subtrees(size).stream().map(hashOf).toList());
  }

  /**
   * The result of appending a leaf.
   *
   * @param frontier the frontier of the larger tree
   * @param completed the hashes of the subtrees that the leaf completes, by level: the leaf's own
   *     hash first
   */
  public record Appended(Frontier frontier, List<Hash> completed) {
    public Appended {
      completed = List.copyOf(completed);
    }
  }

  /** Appends a leaf, given by its hash. This frontier does not change. */
  public Appended append(Hash leaf) {
    List<Hash> frontier = new ArrayList<>(subtrees);
    List<Hash> completed = new ArrayList<>(List.of(leaf));
    Hash hash = leaf;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = Hash.ofNode(frontier.remove(frontier.size() - 1), hash);
      completed.add(hash);
    }
    frontier.add(hash);
    return new Appended(new Frontier(size + 1, frontier), completed);
  }

  /** RFC 6962's Merkle Tree Hash of all leaves. */
  public Hash root() {
    return Range.fold(subtrees);
  }

  /**
   * The inclusion proof of the next leaf, in the tree that ends with it. The subtrees of this
   * frontier are exactly the siblings on the leaf's path to the root.
   */
  public List<Hash> proofOfNext() {
    List<Hash> proof = new ArrayList<>(subtrees);
    Collections.reverse(proof);
    return List.copyOf(proof);
  }
}
