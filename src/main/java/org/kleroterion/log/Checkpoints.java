package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.ProofPlan;
import org.kleroterion.log.tree.Proofs;
import org.kleroterion.storage.Transactions;

/**
 * Signs checkpoints, each only after it was found consistent with the largest one signed before. Of
 * what is committed only: a checkpoint over a tree that was rolled back could never be honoured.
 * And of what survives the server on which it was read.
 */
@ApplicationScoped
class Checkpoints {
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

  /** The checkpoint of the log up to an entry that is committed, and with it. */
  Note upTo(Logged logged) {
    return upTo(List.of(logged)).get(0);
  }

  /**
   * The same for several entries. Each extends the one before it without doubt where they are in
   * the order in which they were appended; one write keeps them outside the database.
   */
  List<Note> upTo(List<Logged> logged) {
    List<Note> notes =
        logged.stream()
            .map(
                entry ->
                    sign(
                        entry.log(),
                        entry.appended().frontier(),
                        entry.before(),
                        entry.isAppendedHere()))
            .toList();
    // The last first: the anchor keeps no smaller one behind a larger.
    for (int i = notes.size() - 1; i >= 0; i--) {
      Logged entry = logged.get(i);
      anchor.keep(entry.log(), entry.before().size() + 1, notes.get(i));
    }
    return notes;
  }

  /** The checkpoint of the log as it is, or was when it had this edge. */
  Note of(LogId log, Frontier edge) {
    Note note = sign(log, edge, edge, false);
    anchor.keep(log, edge.size(), note);
    return note;
  }

  /**
   * @param durable whether the commit of this edge was acknowledged
   * @param before a tree that the edge extends without doubt, because it was appended to it
   * @throws LogGuard.LogBroken if the tree is not consistent with what was signed before
   */
  private Note sign(LogId log, Frontier edge, Frontier before, boolean durable) {
    Hash root = edge.root();
    while (true) {
      LogGuard.Trusted trusted = guard.trusted(log.trial());
      if (trusted.log().number() != log.number()) {
        throw new LogEnded(log);
      }
      // What is trusted was durable: so is what it extends.
      if (!durable && edge.size() > trusted.size()) {
        durability.require(log, edge);
        durable = true;
      }
      if (!isConsistent(trusted, edge.size(), root, before)) {
        if (!durable) {
          // Nor is it a fault of the log if it was read from a server that no longer leads.
          durability.require(log, edge);
        }
        throw guard.broken(
            log.trial(),
            "its tree of "
                + edge.size()
                + " entries is not consistent with the one of "
                + trusted.size()
                + " that was signed");
      }
      LogGuard.Trusted now = new LogGuard.Trusted(log, edge.size(), root);
      if (edge.size() <= trusted.size() || guard.advance(trusted, now)) {
        break;
      }
    }
    return origins.key(log.origin()).sign(new Checkpoint(log.origin(), edge.size(), root).text());
  }

  private boolean isConsistent(LogGuard.Trusted trusted, long size, Hash root, Frontier before) {
    boolean appendedToIt = before.size() == trusted.size() && before.root().equals(trusted.root());
    return appendedToIt
        || (size < trusted.size()
            ? extend(trusted.log(), size, root, trusted.size(), trusted.root())
            : extend(trusted.log(), trusted.size(), trusted.root(), size, root));
  }

  private boolean extend(LogId log, long from, Hash root, long to, Hash newRoot) {
    if (from == 0) {
      return true;
    }
    List<Hash> proof = transactions.run(() -> tree.proof(log, ProofPlan.consistency(from, to)));
    return Proofs.extend(from, root, to, newRoot, proof);
  }
}
