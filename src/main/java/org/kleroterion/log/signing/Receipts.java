package org.kleroterion.log.signing;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.checkpoint.CosignatureRepository;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.guard.LogEnded;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.ProofText;
import org.kleroterion.storage.Transactions;

/** Makes receipts. Call it after the transaction that appended the entry has committed. */
@ApplicationScoped
public class Receipts {
  private final TrialLog log;
  private final Checkpoints checkpoints;
  private final LogProofs proofs;
  private final CosignatureRepository cosignatures;
  private final Transactions transactions;

  Receipts(
      TrialLog log,
      Checkpoints checkpoints,
      LogProofs proofs,
      CosignatureRepository cosignatures,
      Transactions transactions) {
    this.log = log;
    this.checkpoints = checkpoints;
    this.proofs = proofs;
    this.cosignatures = cosignatures;
    this.transactions = transactions;
  }

  /**
   * The receipt with the checkpoint of the log up to and including the entry. Always the same
   * bytes.
   *
   * @throws LogGuard.LogBroken if the log does not match what this service signed
   */
  public Receipt of(Logged logged) {
    return receipt(logged, checkpoints.upTo(logged));
  }

  /**
   * The same for entries that one transaction appended, in the order of their positions.
   *
   * @throws LogGuard.LogBroken if the log does not match what this service signed
   */
  public List<Receipt> of(List<Logged> logged) {
    Iterator<Note> signed = checkpoints.upTo(logged).iterator();
    return logged.stream().map(entry -> receipt(entry, signed.next())).toList();
  }

  private static Receipt receipt(Logged logged, Note checkpoint) {
    return new Receipt(
        logged.leaf(),
        ProofText.inclusion(logged.before().size(), logged.before().proofOfNext(), checkpoint));
  }

  /**
   * A proof with the smallest cosigned checkpoint that covers the entry. If there is none yet, the
   * receipt's proof.
   *
   * @param position see {@link Logged#position}
   * @return a C2SP {@code tlog-proof@v1}
   * @throws LogGuard.LogBroken if the log does not match what this service signed
   */
  public String witnessed(String trial, long position) {
    Logged logged = transactions.run(() -> log.at(trial, position));
    long index = logged.before().size();
    Optional<Long> size = transactions.run(() -> cosignatures.firstFrom(logged.log(), index + 1));
    if (size.isEmpty()) {
      return of(logged).proof();
    }
    return proofs.inclusion(logged.log(), index, size.get());
  }

  /**
   * The receipt of a committed entry. Empty if the trial is stopped or the entry's log has ended:
   * nothing can be signed then, but the entry can still be read.
   *
   * @param position see {@link Logged#position}
   */
  public Optional<Receipt> ifSigned(String trial, long position) {
    try {
      return Optional.of(of(transactions.run(() -> log.at(trial, position))));
    } catch (LogGuard.LogBroken | LogEnded nothingIsSigned) {
      return Optional.empty();
    }
  }
}
