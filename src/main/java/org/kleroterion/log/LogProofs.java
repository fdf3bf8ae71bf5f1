package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.ProofText;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.ProofPlan;
import org.kleroterion.log.tree.Proofs;
import org.kleroterion.storage.Transactions;

/**
 * Proves what a log holds, at every size that it ever had; no proof leaves before it was checked.
 */
@ApplicationScoped
class LogProofs {
  private final TreeReader tree;
  private final Checkpoints checkpoints;
  private final CosignatureRepository cosignatures;
  private final LogGuard guard;
  private final Transactions transactions;

  LogProofs(
      TreeReader tree,
      Checkpoints checkpoints,
      CosignatureRepository cosignatures,
      LogGuard guard,
      Transactions transactions) {
    this.tree = tree;
    this.checkpoints = checkpoints;
    this.cosignatures = cosignatures;
    this.guard = guard;
    this.transactions = transactions;
  }

  /** A proof, and the tree that it leads to. */
  private record Proven(List<Hash> proof, Frontier edge) {}

  /**
   * That an entry is in the log.
   *
   * @param index of the entry, below {@code size}
   * @param size that the log has or had
   * @return a C2SP {@code tlog-proof@v1}
   */
  String inclusion(LogId log, long index, long size) {
    Proven proven =
        transactions.run(
            () -> {
              Frontier edge = tree.edge(log, size);
              List<Hash> proof = tree.proof(log, ProofPlan.inclusion(index, size));
              if (!Proofs.includes(tree.leaf(log, index), index, size, proof, edge.root())) {
                throw guard.broken(log.trial(), "the tree above entry " + index + " was changed");
              }
              return new Proven(proof, edge);
            });
    return ProofText.inclusion(index, proven.proof(), checkpoint(log, proven.edge()));
  }

  /**
   * That the log still begins with what it was.
   *
   * @param from a size that it had
   * @param to a larger or equal size that it has or had
   * @return the body of C2SP tlog-witness's {@code add-checkpoint}
   */
  String consistency(LogId log, long from, long to) {
    Frontier edge = transactions.run(() -> tree.edge(log, to));
    return ProofText.consistency(from, consistencyProof(log, from, to), checkpoint(log, edge));
  }

  /** The hashes alone, in RFC 6962's order. */
  List<Hash> consistencyProof(LogId log, long from, long to) {
    return transactions.run(
        () -> {
          List<Hash> proof = tree.proof(log, ProofPlan.consistency(from, to));
          Hash old = tree.edge(log, from).root();
          if (from > 0 && !Proofs.extend(from, old, to, tree.edge(log, to).root(), proof)) {
            throw guard.broken(log.trial(), "the tree of its first " + to + " entries was changed");
          }
          return proof;
        });
  }

  /**
   * The checkpoint of the log as it is.
   *
   * @throws LogGuard.LogBroken if it is not what was signed
   */
  Note checkpoint(TreeHead head) {
    return checkpoint(head.log(), guard.edge(head));
  }

  /** The same without cosignatures, as witnesses are shown it. */
  Note unwitnessed(TreeHead head) {
    return checkpoints.of(head.log(), guard.edge(head));
  }

  /** The checkpoint of the log as it is, or was when it had this edge, with its cosignatures. */
  Note checkpoint(LogId log, Frontier edge) {
    return checkpoints
        .of(log, edge)
        .with(transactions.run(() -> cosignatures.lines(log, edge.size())));
  }
}
