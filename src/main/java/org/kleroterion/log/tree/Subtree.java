package org.kleroterion.log.tree;

/**
 * A complete subtree: the leaves {@code index · 2^level} to {@code (index + 1) · 2^level − 1}. Once
 * complete, its hash never changes.
 *
 * @param level 0 is a leaf
 * @param index 0-based from the left, among the subtrees of its level
 */
public record Subtree(int level, long index) {
  /** The 0-based number of its last leaf, which completes it. */
  public long lastLeaf() {
    return ((index + 1) << level) - 1;
  }
}
