package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.ProofText;
import org.kleroterion.storage.Transactions;

/** Makes receipts, after the transaction that made or read the entry has ended. */
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
   * The receipt with the checkpoint up to the entry itself: always the same bytes.
   *
   * @throws LogGuard.LogBroken if the log is not what this service signed
   */
  public Receipt of(Logged logged) {
    return receipt(logged, checkpoints.upTo(logged));
  }

  /**
   * The same for entries that one transaction appended, in their order.
   *
   * @throws LogGuard.LogBroken if the log is not what this service signed
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
   * The proof with the first checkpoint from the entry on that witnesses have cosigned; without
   * any, the receipt's own.
   *
   * @param position as {@link Logged#position} told it
   * @return a C2SP {@code tlog-proof@v1}
   * @throws LogGuard.LogBroken if the log is not what this service signed
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
   * The same for an entry that stands; empty where nothing is signed any more, so that reading goes
   * on.
   *
   * @param position as {@link Logged#position} told it
   */
  public Optional<Receipt> ifSigned(String trial, long position) {
    try {
      return Optional.of(of(transactions.run(() -> log.at(trial, position))));
    } catch (LogGuard.LogBroken | LogEnded unsigned) {
      return Optional.empty();
    }
  }
}
