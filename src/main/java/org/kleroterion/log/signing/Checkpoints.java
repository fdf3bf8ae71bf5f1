package org.kleroterion.log.signing;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Predicate;
import org.kleroterion.log.checkpoint.Anchor;
import org.kleroterion.log.checkpoint.Origins;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.guard.Durability;
import org.kleroterion.log.guard.LogEnded;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.guard.TreeReader;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.ProofPlan;
import org.kleroterion.log.tree.Proofs;
import org.kleroterion.storage.Transactions;

/**
 * Signs checkpoints. Each must be consistent with the largest one signed before.
 *
 * <p>Only committed trees are signed: a checkpoint over a rolled-back tree could never be honoured.
 * And only trees that would survive the loss of the database server from which they were read.
 */
@ApplicationScoped
public class Checkpoints {
  private final LogGuard guard;
  private final Durability durability;
  private final TreeReader tree;
  private final Origins origins;
  private final Anchor anchor;
  private final Transactions transactions;

  Checkpoints(
      LogGuard guard,
      Durability durability,
      TreeReader tree,
      Origins origins,
      Anchor anchor,
      Transactions transactions) {
    this.guard = guard;
    this.durability = durability;
    this.tree = tree;
    this.origins = origins;
    this.anchor = anchor;
    this.transactions = transactions;
  }

  /** The checkpoint of the log up to and including a committed entry. */
  public Note upTo(Logged logged) {
    return upTo(List.of(logged)).get(0);
  }

  /**
   * The same for several entries, in the order in which they were appended. In this order no tree
   * needs a consistency proof if this service appended them to the last tree that it signed, and
   * the anchor file is written only once.
   */
  public List<Note> upTo(List<Logged> logged) {
    List<Note> notes =
        logged.stream()
            .map(
                entry ->
                    sign(
                        entry.log(),
                        entry.appended().frontier(),
                        entry.isAppendedHere(),
                        trusted -> entry.extendsTree(trusted.size(), trusted.root())))
            .toList();
    // The last one first: the anchor then skips the smaller ones, so the file is written once.
    for (int i = notes.size() - 1; i >= 0; i--) {
      Logged entry = logged.get(i);
      anchor.store(entry.log(), entry.before().size() + 1, notes.get(i));
    }
    return notes;
  }

  /** The checkpoint of the log with this frontier, which may be an earlier one. */
  Note of(LogId log, Frontier frontier) {
    Note note = sign(log, frontier, false, trusted -> false);
    anchor.store(log, frontier.size(), note);
    return note;
  }

  /**
   * @param durable whether this service received the acknowledgement of this frontier's commit
   * @param extendsTree whether the frontier is known to extend a tree, so that no proof is needed
   * @throws LogGuard.LogBroken if the tree is not consistent with what was signed before
   * @throws LogEnded if another log has replaced this one
   */
  private Note sign(
      LogId log, Frontier frontier, boolean durable, Predicate<LogGuard.Trusted> extendsTree) {
    Hash root = frontier.root();
    while (true) {
      LogGuard.Trusted trusted = guard.trusted(log.trial());
      if (trusted.log().number() != log.number()) {
        throw new LogEnded(log);
      }
      // The trusted tree is durable, and so are the smaller trees that it extends.
      if (!durable && frontier.size() > trusted.size()) {
        durability.require(log, frontier);
        durable = true;
      }
      if (!extendsTree.test(trusted) && !isConsistent(trusted, frontier.size(), root)) {
        if (!durable) {
          // It may have been read from a former primary. Then the log is not broken: this throws.
          durability.require(log, frontier);
        }
        throw guard.broken(
            log.trial(),
            "its tree of "
                + frontier.size()
                + " entries is not consistent with the signed tree of "
                + trusted.size()
                + " entries");
      }
      LogGuard.Trusted now = new LogGuard.Trusted(log, frontier.size(), root);
      if (frontier.size() <= trusted.size() || guard.advance(trusted, now)) {
        break;
      }
    }
    return origins
        .key(log.origin())
        .sign(new Checkpoint(log.origin(), frontier.size(), root).text());
  }

  private boolean isConsistent(LogGuard.Trusted trusted, long size, Hash root) {
    if (size == trusted.size()) {
      return root.equals(trusted.root());
    }
    return size < trusted.size()
        ? extend(trusted.log(), size, root, trusted.size(), trusted.root())
        : extend(trusted.log(), trusted.size(), trusted.root(), size, root);
  }

  private boolean extend(LogId log, long from, Hash root, long to, Hash newRoot) {
    if (from == 0) {
      return true;
    }
    List<Hash> proof = transactions.run(() -> tree.proof(log, ProofPlan.consistency(from, to)));
    return Proofs.extend(from, root, to, newRoot, proof);
  }
}
