package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.ProofPlan;
import org.kleroterion.log.tree.Subtree;

/**
 * Reads a log's tree: each complete subtree's hash stands with the entry that completed it, so that
 * any proof, at every size the log ever had, takes one query for O(log n) rows.
 */
@ApplicationScoped
class TreeReader {
  private final EntryRepository entries;
  private final LogGuard guard;

  TreeReader(EntryRepository entries, LogGuard guard) {
    this.entries = entries;
    this.guard = guard;
  }

  /** The edge of the log's tree when it had this size. */
  Frontier edge(LogId log, long size) {
    return Frontier.of(size, hashes(log, Frontier.subtrees(size))::get);
  }

  /** The proof's hashes, in RFC 6962's order. */
  List<Hash> proof(LogId log, ProofPlan plan) {
    return plan.proof(hashes(log, plan.subtrees())::get);
  }

  /** The entries from one index up to, but without, another: every one of them. */
  List<EntryRow> entries(LogId log, long begin, long end) {
    List<EntryRow> rows = entries.rows(log.trial(), log.first() + begin, log.first() + end);
    if (rows.size() != end - begin) {
      throw guard.missing(
          log, end - 1, "of the entries " + begin + " to " + (end - 1) + " not every one is there");
    }
    return rows;
  }

  /** The hash of a leaf. */
  Hash leaf(LogId log, long index) {
    return hashes(log, List.of(new Subtree(0, index))).values().iterator().next();
  }

  /** The hashes of these complete subtrees. */
  Map<Subtree, Hash> hashes(LogId log, Collection<Subtree> subtrees) {
    Map<Long, byte[]> kept =
        entries.hashes(
            log.trial(),
            subtrees.stream()
                .map(subtree -> log.first() + subtree.lastLeaf())
                .collect(Collectors.toSet()));
    Map<Subtree, Hash> hashes = new HashMap<>();
    for (Subtree subtree : subtrees) {
      byte[] completed = kept.getOrDefault(log.first() + subtree.lastLeaf(), new byte[0]);
      int start = subtree.level() * Hash.BYTES;
      int end = start + Hash.BYTES;
      if (completed.length < end) {
        throw guard.missing(
            log,
            subtree.lastLeaf(),
            "entry " + subtree.lastLeaf() + " is not there, or without a hash that it completed");
      }
      hashes.put(subtree, Hash.of(Arrays.copyOfRange(completed, start, end)));
    }
    return hashes;
  }
}
