package org.kleroterion.log.guard;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.LogFault;
import org.kleroterion.log.tree.Hash;

/** The roots that a log must have at certain sizes, according to the known checkpoints. */
final class KnownRoots {
  private record Known(Hash root, String source) {}

  private final Map<Long, Known> rootsBySize = new TreeMap<>();

  /**
   * @param source names the checkpoint in messages: "the checkpoint in the database"
   * @throws LogFault if another checkpoint of this size has another root
   */
  void add(long checkpointSize, Hash root, String source) {
    Known before = rootsBySize.put(checkpointSize, new Known(root, source));
    if (before != null && !before.root().equals(root)) {
      throw new LogFault(
          before.source()
              + " and "
              + source
              + " have different roots for "
              + checkpointSize
              + " entries");
    }
  }

  /**
   * @throws LogFault if a checkpoint is of more entries than the log has now
   */
  void requireWithin(long size) {
    rootsBySize.forEach(
        (checkpointSize, checkpoint) -> {
          if (checkpointSize > size) {
            throw new LogFault(
                "it has "
                    + size
                    + " entries, but "
                    + checkpoint.source()
                    + " has "
                    + checkpointSize);
          }
        });
  }

  /**
   * Compares the log's root at this size with the checkpoint of the same size, if there is one.
   * Call it once for each size.
   *
   * @param root is computed only if there is such a checkpoint
   * @throws LogFault if the roots differ
   */
  void require(long size, Supplier<Hash> root) {
    @Nullable Known expected = rootsBySize.remove(size);
    if (expected != null && !expected.root().equals(root.get())) {
      throw new LogFault("its first " + size + " entries are not those of " + expected.source());
    }
  }
}
