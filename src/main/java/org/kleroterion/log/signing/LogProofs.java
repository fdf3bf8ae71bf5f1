package org.kleroterion.log.signing;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.kleroterion.log.checkpoint.CosignatureRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.guard.TreeReader;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.ProofText;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.ProofPlan;
import org.kleroterion.log.tree.Proofs;
import org.kleroterion.storage.Transactions;

/**
 * Makes proofs for a log at any size that it has had. Verifies each proof before it is returned.
 */
@ApplicationScoped
public class LogProofs {
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
  private record Proven(List<Hash> proof, Frontier frontier) {}

  /**
   * Proves that an entry is in the log.
   *
   * @param index the entry's 0-based number in the log, less than {@code size}
   * @param size a size that the log has or has had
   * @return a C2SP {@code tlog-proof@v1}
   */
  public String inclusion(LogId log, long index, long size) {
    Proven proven =
        transactions.run(
            () -> {
              Frontier frontier = tree.frontier(log, size);
              List<Hash> proof = tree.proof(log, ProofPlan.inclusion(index, size));
              if (!Proofs.includes(tree.leaf(log, index), index, size, proof, frontier.root())) {
                throw guard.broken(log.trial(), "the tree above entry " + index + " was changed");
              }
              return new Proven(proof, frontier);
            });
    return ProofText.inclusion(index, proven.proof(), checkpoint(log, proven.frontier()));
  }

  /**
   * Proves that the log's first {@code to} entries begin with its first {@code from} entries.
   *
   * @param from the smaller size
   * @param to the larger or equal size; the log has or has had it
   * @return the body of C2SP tlog-witness's {@code add-checkpoint}
   */
  public String consistency(LogId log, long from, long to) {
    Frontier frontier = transactions.run(() -> tree.frontier(log, to));
    return ProofText.consistency(from, consistencyProof(log, from, to), checkpoint(log, frontier));
  }

  /** The hashes of the consistency proof, in RFC 6962's order. */
  List<Hash> consistencyProof(LogId log, long from, long to) {
    return transactions.run(
        () -> {
          List<Hash> proof = tree.proof(log, ProofPlan.consistency(from, to));
          Hash old = tree.frontier(log, from).root();
          if (from > 0 && !Proofs.extend(from, old, to, tree.frontier(log, to).root(), proof)) {
            throw guard.broken(log.trial(), "the tree of its first " + to + " entries was changed");
          }
          return proof;
        });
  }

  /**
   * The checkpoint of this head, with its cosignatures.
   *
   * @throws LogGuard.LogBroken if the log does not match what this service signed
   */
  public Note checkpoint(TreeHead head) {
    return checkpoint(head.log(), guard.frontier(head));
  }

  /** The same without cosignatures, as it is sent to witnesses. */
  Note unwitnessed(TreeHead head) {
    return checkpoints.of(head.log(), guard.frontier(head));
  }

  /**
   * The checkpoint of the log with this frontier, which may be an earlier one, with its
   * cosignatures.
   */
  public Note checkpoint(LogId log, Frontier frontier) {
    return checkpoints
        .of(log, frontier)
        .with(transactions.run(() -> cosignatures.lines(log, frontier.size())));
  }
}
