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
 */
@ApplicationScoped
class Checkpoints {
  private final LogGuard guard;
  private final TreeReader tree;
  private final Origins origins;
  private final Anchor anchor;
  private final Transactions transactions;

  Checkpoints(
      LogGuard guard, TreeReader tree, Origins origins, Anchor anchor, Transactions transactions) {
    this.guard = guard;
    this.tree = tree;
    this.origins = origins;
    this.anchor = anchor;
    this.transactions = transactions;
  }

  /** The checkpoint of the log up to an entry that is committed, and with it. */
  Note upTo(Logged logged) {
    return sign(logged.log(), logged.appended().frontier(), logged.before());
  }

  /** The checkpoint of the log as it is, or was when it had this edge. */
  Note of(LogId log, Frontier edge) {
    return sign(log, edge, edge);
  }

  /**
   * @param before a tree that the edge extends without doubt, because it was appended to it
   * @throws LogGuard.LogBroken if the tree is not consistent with what was signed before
   */
  private Note sign(LogId log, Frontier edge, Frontier before) {
    Hash root = edge.root();
    while (true) {
      LogGuard.Trusted trusted = guard.trusted(log.trial());
      if (trusted.log().number() != log.number()) {
        throw new LogEnded(log);
      }
      requireConsistent(trusted, edge.size(), root, before);
      LogGuard.Trusted now = new LogGuard.Trusted(log, edge.size(), root);
      if (edge.size() <= trusted.size() || guard.advance(trusted, now)) {
        break;
      }
    }
    Note note =
        origins.key(log.origin()).sign(new Checkpoint(log.origin(), edge.size(), root).text());
    anchor.keep(log, edge.size(), note);
    return note;
  }

  private void requireConsistent(LogGuard.Trusted trusted, long size, Hash root, Frontier before) {
    boolean appendedToIt = before.size() == trusted.size() && before.root().equals(trusted.root());
    boolean consistent =
        appendedToIt
            || (size < trusted.size()
                ? extend(trusted.log(), size, root, trusted.size(), trusted.root())
                : extend(trusted.log(), trusted.size(), trusted.root(), size, root));
    if (!consistent) {
      throw guard.broken(
          trusted.log().trial(),
          "its tree of "
              + size
              + " entries is not consistent with the one of "
              + trusted.size()
              + " that was signed");
    }
  }

  private boolean extend(LogId log, long from, Hash root, long to, Hash newRoot) {
    if (from == 0) {
      return true;
    }
    List<Hash> proof = transactions.run(() -> tree.proof(log, ProofPlan.consistency(from, to)));
    return Proofs.extend(from, root, to, newRoot, proof);
  }
}
