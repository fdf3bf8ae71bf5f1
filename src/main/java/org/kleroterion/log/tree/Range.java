package org.kleroterion.log.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive leaves whose hash stands in a proof: those from {@code begin} up to, but without,
 * {@code end}, cut where RFC 6962 cuts.
 */
record Range(long begin, long end) {
  /** The complete subtrees that it is made of, from left to right. */
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

  /** The hash of neighbouring subtrees, each smaller than the one to its left. */
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
