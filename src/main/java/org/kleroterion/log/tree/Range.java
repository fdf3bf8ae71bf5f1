package org.kleroterion.log.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive leaves whose common hash is part of a proof. Ranges end where RFC 6962 splits a tree.
 *
 * @param begin the first leaf, 0-based
 * @param end the leaf after the last one
 */
public record Range(long begin, long end) {
  /** The complete subtrees that the range consists of, from left to right. */
  List<Subtree> subtrees() {
    List<Subtree> subtrees = new ArrayList<>();
    long start = begin;
    while (start < end) {
      int level = 63 - Long.numberOfLeadingZeros(end - start);
      subtrees.add(new Subtree(level, start >> level));
      start += 1L << level;
    }
    return subtrees;
  }

  /** The common hash of adjacent subtrees, which become smaller from left to right. */
  static Hash fold(List<Hash> subtrees) {
    if (subtrees.isEmpty()) {
      return Hash.EMPTY;
    }
    Hash hash = subtrees.get(subtrees.size() - 1);
    for (int i = subtrees.size() - 2; i >= 0; i--) {
      hash = Hash.ofNode(subtrees.get(i), hash);
    }
    return hash;
  }
}
