package org.kleroterion.log.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How to make a proof: which complete subtrees to look up, at most two for each level of the tree,
 * and how to combine their hashes to those of the proof.
 */
public final class ProofPlan {
  private final List<Range> ranges;

  private ProofPlan(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /**
   * For the proof that a leaf is in a tree: RFC 6962 §2.1.1.
   *
   * @param index the leaf's 0-based number
   * @param size the number of leaves of the tree
   * @throws IllegalArgumentException if the tree has no such leaf
   */
  public static ProofPlan inclusion(long index, long size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("A tree of " + size + " leaves has no leaf " + index);
    }
    List<Range> path = new ArrayList<>();
    long begin = 0;
    long end = size;
    while (end - begin > 1) {
      long middle = begin + largestPowerBelow(end - begin);
      if (index < middle) {
        path.add(new Range(middle, end));
        end = middle;
      } else {
        path.add(new Range(begin, middle));
        begin = middle;
      }
    }
    Collections.reverse(path);
    return new ProofPlan(path);
  }

  /**
   * For the proof that a tree begins with all leaves of a smaller tree: RFC 6962 §2.1.2.
   *
   * @param from the size of the smaller tree; if it is 0 or equal to {@code to}, the proof is empty
   * @param to the size of the larger tree
   * @throws IllegalArgumentException if {@code from} is negative or above {@code to}
   */
  public static ProofPlan consistency(long from, long to) {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException(
          "A tree of " + to + " leaves cannot extend a tree of " + from);
    }
    List<Range> path = new ArrayList<>();
    if (from == 0 || from == to) {
      return new ProofPlan(path);
    }
    long begin = 0;
    long end = to;
    while (end != from) {
      long middle = begin + largestPowerBelow(end - begin);
      if (from <= middle) {
        path.add(new Range(middle, end));
        end = middle;
      } else {
        path.add(new Range(begin, middle));
        begin = middle;
      }
    }
    // If this range is the whole smaller tree, the verifier already has its root.
    if (begin != 0) {
      path.add(new Range(begin, end));
    }
    Collections.reverse(path);
    return new ProofPlan(path);
  }

  /** The subtrees whose hashes the proof needs. */
  public Set<Subtree> subtrees() {
    return ranges.stream()
        .flatMap(range -> range.subtrees().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The proof, in RFC 6962's order.
   *
   * @param hashOf returns the hash of each of {@link #subtrees}
   */
  public List<Hash> proof(Function<Subtree, Hash> hashOf) {
    return ranges.stream()
        .map(range -> Range.fold(range.subtrees().stream().map(hashOf).toList()))
        .toList();
  }

  private static long largestPowerBelow(long number) {
    return Long.highestOneBit(number - 1);
  }
}
