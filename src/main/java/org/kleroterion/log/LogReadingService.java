package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.note.Note;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Reads a trial's log: its entries for auditors, its checkpoints and proofs for everybody. */
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

  /** Every entry that the trial ever made, also those of logs that have ended. */
  public Page<EntryView> page(Caller caller, String trial, LogFilter filter, PageRequest request) {
    int limit = request.limit();
    Conditions conditions =
        filter
            .conditions()
            .and("trial = :trial", "trial", trial)
            .and("position > :after", "after", request.afterNumber(-1))
            .within(caller.sites());
    caller.requireTrial(trial);
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
  }

  /**
   * @throws LogPartUnknown if the current log has no such entry within the caller's reach
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
   * The same of any of the trial's logs.
   *
   * @param number of the log: 1, and one more after each restart
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
              // Behind the last entry of a log that has ended lies the next one's first.
              .filter(entry -> entry.log() == number)
              .orElseThrow(LogPartUnknown::new);
        });
  }

  private static boolean isWithin(Caller caller, Entry entry) {
    return caller.sites().everywhere()
        || (entry.site != null && caller.sites().includes(entry.site));
  }

  /** The checkpoint of the log as it is now, with the cosignatures that it has. */
  Note checkpoint(Caller caller, String trial) {
    TreeHead head = head(caller, trial);
    return proofs.checkpoint(head);
  }

  /**
   * That an entry is in the log.
   *
   * @param size of the tree; empty: as it is now
   * @return a tlog-proof
   * @throws LogPartUnknown if the log has no such entry
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
   * That the log still begins with what it was.
   *
   * @param to the larger size; empty: as it is now
   * @return the body of C2SP tlog-witness's add-checkpoint
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

  /** Reads the whole log again and says whether it is as it was signed. */
  VerificationView verify(Caller caller, String trial) {
    head(caller, trial);
    return VerificationView.of(guard.check(trial));
  }

  /**
   * @throws Caller.TrialUnknown if there is no such trial within the caller's reach
   */
  TreeHead head(Caller caller, String trial) {
    caller.requireTrial(trial);
    return transactions
        .run(() -> heads.current(trial))
        .orElseThrow(() -> new Caller.TrialUnknown(trial));
  }

  /** An entry, a tile or a size that the log does not have. */
  public static final class LogPartUnknown extends Refusal {
    public LogPartUnknown() {
      super(
          ProblemType.LOG_PART_UNKNOWN,
          "The log has no such entry or tile (yet), or it is of a site that the token does not name.");
    }
  }
}
