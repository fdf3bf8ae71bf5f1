package org.kleroterion.log.entry;

import java.time.Instant;
import java.util.Arrays;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hashes;

/** A snapshot of a log's head. */
public final class TreeHead {
  private final LogId log;
  private final long size;
  private final byte[] frontier;
  private final Instant lastTime;

  /**
   * @param frontier the concatenated hashes of the tree's frontier
   */
  TreeHead(LogId log, long size, byte[] frontier, Instant lastTime) {
    this.log = log;
    this.size = size;
    this.frontier = frontier;
    this.lastTime = lastTime;
  }

  public LogId log() {
    return log;
  }

  public long size() {
    return size;
  }

  /** Whether both are of the same log in the same state. */
  public boolean isSame(TreeHead other) {
    return log.equals(other.log) && size == other.size && Arrays.equals(frontier, other.frontier);
  }

  /** The time of the last entry. */
  public Instant lastTime() {
    return lastTime;
  }

  /**
   * @throws LogFault if the number of hashes does not fit the size
   */
  public Frontier frontier() {
    try {
      return new Frontier(size, Hashes.split(frontier));
    } catch (IllegalArgumentException e) {
      throw new LogFault("the frontier in its head does not fit its size of " + size + " entries");
    }
  }
}
