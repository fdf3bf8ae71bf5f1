package org.kleroterion.log;

import java.time.Instant;
import java.util.Arrays;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hashes;

/** A log as its head has it at one moment, committed. */
final class TreeHead {
  private final LogId log;
  private final long size;
  private final byte[] frontier;
  private final Instant lastTime;

  /**
   * @param frontier the hashes of the tree's edge, one behind the other
   */
  TreeHead(LogId log, long size, byte[] frontier, Instant lastTime) {
    this.log = log;
    this.size = size;
    this.frontier = frontier;
    this.lastTime = lastTime;
  }

  LogId log() {
    return log;
  }

  long size() {
    return size;
  }

  /** Whether nothing was appended between the two. */
  boolean isSame(TreeHead other) {
    return log.equals(other.log) && size == other.size && Arrays.equals(frontier, other.frontier);
  }

  Instant lastTime() {
    return lastTime;
  }

  /**
   * @throws LogCheck.Trouble if the hashes are not the edge of a tree of this size
   */
  Frontier edge() {
    try {
      return new Frontier(size, Hashes.split(frontier));
    } catch (IllegalArgumentException e) {
      throw new LogCheck.Trouble("its head has not the tree of " + size + " entries");
    }
  }
}
