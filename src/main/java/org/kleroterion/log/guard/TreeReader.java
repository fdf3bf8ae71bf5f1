package org.kleroterion.log.guard;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kleroterion.log.entry.EntryRepository;
import org.kleroterion.log.entry.EntryRow;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.ProofPlan;
import org.kleroterion.log.tree.Subtree;

/**
 * Reads a log's tree. The hash of each complete subtree is stored with the entry that completed it.
 * So any proof, at any size that the log has had, takes one query for O(log n) rows.
 *
 * <p>If an entry or a hash is missing, every method throws what {@link LogGuard#missing} returns.
 */
@ApplicationScoped
public class TreeReader {
  private final EntryRepository entries;
  private final LogGuard guard;

  TreeReader(EntryRepository entries, LogGuard guard) {
    this.entries = entries;
    this.guard = guard;
  }

  /** The frontier of the log's first {@code size} entries. */
  public Frontier frontier(LogId log, long size) {
    return Frontier.of(size, hashes(log, Frontier.subtrees(size))::get);
  }

  /** The proof's hashes, in RFC 6962's order. */
  public List<Hash> proof(LogId log, ProofPlan plan) {
    return plan.proof(hashes(log, plan.subtrees())::get);
  }

  /** All entries with index {@code begin} (inclusive) to {@code end} (exclusive), in order. */
  public List<EntryRow> entries(LogId log, long begin, long end) {
    List<EntryRow> rows = entries.rows(log.trial(), log.first() + begin, log.first() + end);
    if (rows.size() != end - begin) {
      throw guard.missing(
          log, end - 1, "some of the entries " + begin + " to " + (end - 1) + " are missing");
    }
    return rows;
  }

  /** The hash of the leaf with this index. */
  public Hash leaf(LogId log, long index) {
    return hashes(log, List.of(new Subtree(0, index))).values().iterator().next();
  }

  /** The hashes of these complete subtrees. */
  public Map<Subtree, Hash> hashes(LogId log, Collection<Subtree> subtrees) {
    Map<Long, byte[]> hashesByPosition =
        entries.hashes(
            log.trial(),
            subtrees.stream()
                .map(subtree -> log.first() + subtree.lastLeaf())
                .collect(Collectors.toSet()));
    Map<Subtree, Hash> hashes = new HashMap<>();
    for (Subtree subtree : subtrees) {
      byte[] completed =
          hashesByPosition.getOrDefault(log.first() + subtree.lastLeaf(), new byte[0]);
      int start = subtree.level() * Hash.BYTES;
      int end = start + Hash.BYTES;
      if (completed.length < end) {
        throw guard.missing(
            log,
            subtree.lastLeaf(),
            "entry " + subtree.lastLeaf() + " or one of its hashes is missing");
      }
      hashes.put(subtree, Hash.of(Arrays.copyOfRange(completed, start, end)));
    }
    return hashes;
  }
}
