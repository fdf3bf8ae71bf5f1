package org.kleroterion.log.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * The right edge of a tree: all that is needed to append to it and to tell its root.
 *
 * @param size how many leaves the tree has
 * @param subtrees the hashes of the complete subtrees that the tree is made of, from the largest
 *     (left) to the smallest (right): one for each bit of the size
 */
public record Frontier(long size, List<Hash> subtrees) {
  /** Of the tree without leaves. */
  public static final Frontier EMPTY = new Frontier(0, List.of());

  /**
   * @throws IllegalArgumentException if a tree of this size has another number of subtrees
   */
  public Frontier {
    subtrees = List.copyOf(subtrees);
    if (size < 0 || subtrees.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          subtrees.size() + " subtrees do not make a tree of " + size + " leaves");
    }
  }

  /** Which subtrees the edge of a tree of this size consists of, from left to right. */
  public static List<Subtree> subtrees(long size) {
    return new Range(0, size).subtrees();
  }

  /**
   * The edge of the tree of this size.
   *
   * @param hashOf gives the hash of each of {@link #subtrees(long)}
   */
  public static Frontier of(long size, Function<Subtree, Hash> hashOf) {
    return new Frontier(size, subtrees(size).stream().map(hashOf).toList());
  }

  /**
   * The tree with one leaf more.
   *
   * @param completed the hashes of the subtrees that the leaf completes, by level: the leaf's own
   *     hash first
   */
  public record Appended(Frontier frontier, List<Hash> completed) {
    public Appended {
      completed = List.copyOf(completed);
    }
  }

  public Appended append(Hash leaf) {
    List<Hash> edge = new ArrayList<>(subtrees);
    List<Hash> completed = new ArrayList<>(List.of(leaf));
    Hash hash = leaf;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = Hash.ofNode(edge.remove(edge.size() - 1), hash);
      completed.add(hash);
    }
    edge.add(hash);
    return new Appended(new Frontier(size + 1, edge), completed);
  }

  /** RFC 6962's Merkle Tree Hash of all leaves. */
  public Hash root() {
    return Range.fold(subtrees);
  }

  /**
   * The inclusion proof of the leaf that is appended next, in the tree that it makes: the subtrees
   * here are just what stands beside its path, from the leaf up.
   */
  public List<Hash> proofOfNext() {
    List<Hash> proof = new ArrayList<>(subtrees);
    Collections.reverse(proof);
    return List.copyOf(proof);
  }
}
