package org.kleroterion.log.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.kleroterion.access.Caller;
import org.kleroterion.log.entry.EntryRow;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.guard.TreeReader;
import org.kleroterion.log.reading.LogReadingService;
import org.kleroterion.log.reading.LogReadingService.LogPartUnknown;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.log.tree.Subtree;
import org.kleroterion.storage.Transactions;

/** Reads a log as C2SP {@code tlog-tiles}. */
@ApplicationScoped
class TileService {
  private static final int LEVELS = 7;
  private static final int BITS = 8;

  private final LogReadingService reading;
  private final TreeReader tree;
  private final Transactions transactions;

  TileService(LogReadingService reading, TreeReader tree, Transactions transactions) {
    this.reading = reading;
    this.tree = tree;
    this.transactions = transactions;
  }

  /**
   * The tile's hashes, 32 bytes each.
   *
   * @param level 0 for the hashes of leaves; a higher level has the roots of full tiles of the
   *     level below
   * @throws LogPartUnknown if the log does not have this tile yet, or never can have it
   */
  byte[] hashes(Caller caller, String trial, int level, String path) {
    TreeHead head = reading.head(caller, trial);
    TilePath tile = TilePath.parse(path).orElseThrow(LogPartUnknown::new);
    if (level >= LEVELS || tile.end() > head.size() >> (BITS * level)) {
      throw new LogPartUnknown();
    }
    List<Subtree> subtrees =
        LongStream.range(tile.begin(), tile.end())
            .mapToObj(index -> new Subtree(BITS * level, index))
            .toList();
    Map<Subtree, Hash> hashes = transactions.run(() -> tree.hashes(head.log(), subtrees));
    return Hashes.join(subtrees.stream().map(hashes::get).toList());
  }

  /**
   * The bundle's entries, each preceded by its length in two bytes.
   *
   * @throws LogPartUnknown if the log does not have this bundle yet, or never can have it
   */
  byte[] entries(Caller caller, String trial, String path) {
    caller.requireEverySite();
    TreeHead head = reading.head(caller, trial);
    TilePath tile = TilePath.parse(path).orElseThrow(LogPartUnknown::new);
    if (tile.end() > head.size()) {
      throw new LogPartUnknown();
    }
    return bundle(transactions.run(() -> tree.entries(head.log(), tile.begin(), tile.end())));
  }

  static byte[] bundle(List<EntryRow> rows) {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    for (EntryRow row : rows) {
      bundle.write(row.leaf.length >>> Byte.SIZE);
      bundle.write(row.leaf.length);
      bundle.writeBytes(row.leaf);
    }
    return bundle.toByteArray();
  }
}
