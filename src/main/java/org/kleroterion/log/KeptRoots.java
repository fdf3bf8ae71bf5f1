package org.kleroterion.log;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.tree.Hash;

/** The roots that the log had at some sizes, as the checkpoints that were kept say. */
final class KeptRoots {
  private record Kept(Hash root, String where) {}

  private final Map<Long, Kept> kept = new TreeMap<>();

  /**
   * @param where tells a person which checkpoint it is
   */
  void add(long checkpointSize, Hash root, String where) {
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

  /** None may be of a larger log than it is now. */
  void requireWithin(long size) {
    kept.forEach(
        (at, checkpoint) -> {
          if (at > size) {
            throw new LogCheck.Trouble(
                "it has "
                    + size
                    + " entries, and the checkpoint "
                    + checkpoint.where()
                    + " has "
                    + at);
          }
        });
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
