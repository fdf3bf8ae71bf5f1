package org.kleroterion.log.reading;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.entry.Entry;
import org.kleroterion.log.entry.EntryRepository;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.signing.LogProofs;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Reads a trial's log: entries for auditors, checkpoints and proofs for every caller. */
@ApplicationScoped
public class LogReadingService {
  private final LogHeadRepository heads;
  private final EntryRepository entries;
  private final LogProofs proofs;
  private final LogGuard guard;
  private final Transactions transactions;

  LogReadingService(
      LogHeadRepository heads,
      EntryRepository entries,
      LogProofs proofs,
      LogGuard guard,
      Transactions transactions) {
    this.heads = heads;
    this.entries = entries;
    this.proofs = proofs;
    this.guard = guard;
    this.transactions = transactions;
  }

  /** The trial's entries that the caller may see, including those of logs that have ended. */
  public Page<EntryView> page(Caller caller, String trial, LogFilter filter, PageRequest request) {
    caller.requireTrial(trial);
    // Not the head's size: an entry after the head is a fault that an auditor must see.
    long end = transactions.run(() -> entries.nextFreePosition(trial));
    return Page.read(
        request,
        page -> {
          Conditions conditions =
              filter
                  .conditions()
                  .and("trial = :trial", "trial", trial)
                  .and("position > :after", "after", page.afterNumber(-1))
                  .and("position < :end", "end", end)
                  .within(caller.sites());
          int limit = page.limit();
          return transactions.run(
              () -> {
                List<LogId> logs = heads.all(trial);
                if (logs.isEmpty()) {
                  throw new Caller.TrialUnknown(trial);
                }
                return Page.of(
                    entries.page(conditions, limit + 1),
                    limit,
                    entry -> Long.toString(entry.position),
                    entry -> EntryView.of(entry, logs),
                    EntryView.COLUMNS);
              });
        });
  }

  /**
   * Reads an entry of the trial's current log.
   *
   * @throws LogPartUnknown if the log has no such entry, or the caller's sites do not include its
   *     site
   */
  EntryView entry(Caller caller, String trial, long index) {
    LogId log = head(caller, trial).log();
    return transactions.run(
        () ->
            entries
                .find(trial, log.first() + index)
                .filter(entry -> isWithin(caller, entry))
                .map(entry -> EntryView.of(entry, List.of(log)))
                .orElseThrow(LogPartUnknown::new));
  }

  /**
   * Reads an entry of any of the trial's logs.
   *
   * @param number 1 for the trial's first log; each restart adds 1
   * @throws LogPartUnknown if the log has no such entry, or the caller's sites do not include its
   *     site
   */
  public EntryView entry(Caller caller, String trial, int number, long index) {
    head(caller, trial);
    return transactions.run(
        () -> {
          List<LogId> logs = heads.all(trial);
          return logs.stream()
              .filter(log -> log.number() == number)
              .findFirst()
              .flatMap(log -> entries.find(trial, log.first() + index))
              .filter(entry -> isWithin(caller, entry))
              .map(entry -> EntryView.of(entry, logs))
              // An index beyond the end of an ended log finds an entry of the next log.
              .filter(entry -> entry.log() == number)
              .orElseThrow(LogPartUnknown::new);
        });
  }

  private static boolean isWithin(Caller caller, Entry entry) {
    return caller.sites().everywhere()
        || (entry.site != null && caller.sites().includes(entry.site));
  }

  /** The checkpoint of the current log at its current size, with its cosignatures so far. */
  Note checkpoint(Caller caller, String trial) {
    TreeHead head = head(caller, trial);
    return proofs.checkpoint(head);
  }

  /**
   * Proves that an entry is in the current log.
   *
   * @param size the size of the tree; empty for the current size
   * @return a C2SP {@code tlog-proof@v1}
   * @throws LogPartUnknown if the log has no such entry
   * @throws InvalidRequest if the tree of this size does not contain the entry, or the log is
   *     smaller
   */
  String inclusion(Caller caller, String trial, long index, Optional<Long> size) {
    TreeHead head = head(caller, trial);
    if (index >= head.size()) {
      throw new LogPartUnknown();
    }
    long within = bounded("?size", size.orElse(head.size()), index + 1, head.size());
    return proofs.inclusion(head.log(), index, within);
  }

  /**
   * Proves that the current log's first {@code to} entries begin with its first {@code from}
   * entries.
   *
   * @param to the larger size; empty for the current size
   * @return the body of C2SP {@code tlog-witness}'s {@code add-checkpoint}
   * @throws InvalidRequest if {@code from} is larger than {@code to}, or the log is smaller
   */
  String consistency(Caller caller, String trial, long from, Optional<Long> to) {
    TreeHead head = head(caller, trial);
    long within = bounded("?to", to.orElse(head.size()), 1, head.size());
    long before = bounded("?from", from, 0, within);
    return proofs.consistency(head.log(), before, within);
  }

  private static long bounded(String pointer, long number, long least, long most) {
    if (number < least || number > most) {
      throw new InvalidRequest(
          pointer, "Must be a whole number from " + least + " to " + most + ".");
    }
    return number;
  }

  /** Checks the whole log, and stops the trial or lets it continue ({@link LogGuard#check}). */
  VerificationView verify(Caller caller, String trial) {
    head(caller, trial);
    return VerificationView.of(guard.check(trial));
  }

  /**
   * The head of the trial's current log.
   *
   * @throws Caller.TrialUnknown if the trial does not exist, or the token does not name it
   */
  public TreeHead head(Caller caller, String trial) {
    caller.requireTrial(trial);
    return transactions
        .run(() -> heads.current(trial))
        .orElseThrow(() -> new Caller.TrialUnknown(trial));
  }

  /** The log has no such entry or tile, or the caller may not see it. */
  public static final class LogPartUnknown extends Refusal {
    public LogPartUnknown() {
      super(
          ProblemType.LOG_PART_UNKNOWN,
          "The log has no such entry or tile yet, or the entry is of a site that the token does not"
              + " name.");
    }
  }
}
