package org.kleroterion.log;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.tree.Hash;

/** The roots that the log had at some sizes, as the checkpoints that were kept say. */
final class KeptRoots {
  private record Kept(Hash root, String where) {}

  private final long size;
  private final Map<Long, Kept> kept = new HashMap<>();

  /**
   * @param size of the log now
   */
  KeptRoots(long size) {
    this.size = size;
  }

  /**
   * @param where tells a person which checkpoint it is
   */
  void add(long checkpointSize, Hash root, String where) {
    if (checkpointSize > size) {
      throw new LogCheck.Trouble(
          "it has " + size + " entries, and the checkpoint " + where + " has " + checkpointSize);
    }
    Kept before = kept.put(checkpointSize, new Kept(root, where));
    if (before != null && !before.root().equals(root)) {
      throw new LogCheck.Trouble(
          "the checkpoints "
              + before.where()
              + " and "
              + where
              + " have different roots for "
              + checkpointSize
              + " entries");
    }
  }

  /** Asked once for each size; the root is computed only where a checkpoint has it. */
  void require(long at, Supplier<Hash> root) {
    @Nullable Kept expected = kept.remove(at);
    if (expected != null && !expected.root().equals(root.get())) {
      throw new LogCheck.Trouble(
          "its first " + at + " entries are not those of the checkpoint " + expected.where());
    }
  }
}
