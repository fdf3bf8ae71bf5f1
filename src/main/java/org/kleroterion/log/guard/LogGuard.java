package org.kleroterion.log.guard;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.entry.LogFault;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.storage.Transactions;

/**
 * Stops a trial if its log does not match what this service signed, for example because an old
 * backup was restored or a row was edited, or if the log cannot be checked. While a trial is
 * stopped, nothing is written to or signed for its log; it can still be read.
 */
@ApplicationScoped
public class LogGuard {
  private final LogCheck check;
  private final LogHeadRepository heads;
  private final Durability durability;
  private final Transactions transactions;
  private final TrialTroubles troubles;
  private final Map<String, LogState> states = new ConcurrentHashMap<>();

  LogGuard(
      LogCheck check,
      LogHeadRepository heads,
      Durability durability,
      Transactions transactions,
      TrialTroubles troubles) {
    this.check = check;
    this.heads = heads;
    this.durability = durability;
    this.transactions = transactions;
    this.troubles = troubles;
  }

  /** What this service knows about a trial's log: it is trusted or broken. */
  private sealed interface LogState {}

  /**
   * The largest tree that this service checked or signed. Every tree signed from now on must be
   * consistent with it.
   */
  public record Trusted(LogId log, long size, Hash root) implements LogState {}

  /**
   * @param before the tree that was trusted before; a later check still requires it
   */
  private record Broken(Kind kind, Optional<Trusted> before) implements LogState {}

  /** Checks the logs of all trials. */
  public void checkAll() {
    transactions.run(heads::trials).forEach(this::check);
  }

  /**
   * Checks the whole log of a trial. Stops the trial if the log is broken, or lets it continue.
   *
   * @throws Transactions.DatabaseUnavailable if the check cannot tell, because the database is
   *     unavailable or another server became the primary
   */
  public LogCheck.Result check(String trial) {
    // It has a log, so it is registered, perhaps by another replica.
    troubles.register(trial);
    @Nullable LogState before = states.get(trial);
    LogCheck.Result first = check.run(trial, known(before));
    // Check again before stopping the trial: since the check began, another server may have become
    // the primary, without entries that only the former primary had.
    LogCheck.Result result = first.trouble().isEmpty() ? first : check.run(trial, known(before));
    result
        .trouble()
        .ifPresentOrElse(
            reason -> {
              transactions.requireNotFailed();
              if (isWithin(known(before), result.head())
                  && !durability.isFromPrimary(result.head())) {
                throw transactions.primaryChanged();
              }
              stop(trial, result.kind(), reason);
            },
            () -> {
              if (!isWithin(known(before), result.head())) {
                durability.require(result.head().log(), result.head().frontier());
              }
              trust(trial, before, result.head());
            });
    return result;
  }

  /** Whether the trusted tree is of the same log and at least as large. */
  private static boolean isWithin(Optional<Trusted> trusted, TreeHead head) {
    return trusted
        .filter(tree -> tree.log().equals(head.log()) && tree.size() >= head.size())
        .isPresent();
  }

  // During the check, a request may have signed a larger tree or found a fault: do not undo that.
  private void trust(String trial, @Nullable LogState before, TreeHead checked) {
    states.compute(
        trial,
        (code, now) -> {
          if (now != null && now != before) {
            return now;
          }
          if (now instanceof Broken mended) {
            troubles.end(trial, mended.kind());
          }
          return trusted(checked);
        });
  }

  /**
   * Accepts the head of a log that the running transaction has locked.
   *
   * @throws LogBroken if the head cannot extend what this service signed; the trial is stopped
   */
  public void require(TreeHead head) {
    Trusted trusted = trustedOf(head.log());
    boolean shorter = head.size() < trusted.size();
    if (!shorter) {
      Hash root = frontier(head).root();
      if (head.size() > trusted.size() || root.equals(trusted.root())) {
        return;
      }
    }
    if (!durability.isFromPrimary(head)) {
      throw transactions.primaryChanged();
    }
    throw broken(
        head.log().trial(),
        shorter
            ? "it has "
                + head.size()
                + " entries, but had "
                + trusted.size()
                + " when it was last signed"
            : "its root differs from the signed root");
  }

  /**
   * The frontier of a log that is not locked. Since the head was read, the log may have grown and a
   * larger tree may have been signed. So a head that is smaller than the trusted tree is not a
   * fault here; before it is signed, a consistency proof decides.
   *
   * @throws LogBroken if the frontier in the head does not fit its size; the trial is stopped
   */
  public Frontier frontier(TreeHead head) {
    trustedOf(head.log());
    try {
      return head.frontier();
    } catch (LogFault trouble) {
      throw broken(head.log().trial(), String.valueOf(trouble.getMessage()));
    }
  }

  private Trusted trustedOf(LogId log) {
    Trusted trusted = trusted(log.trial());
    if (trusted.log().number() == log.number()) {
      return trusted;
    }
    check(log.trial());
    return trusted(log.trial());
  }

  /**
   * The tree that this service trusts. Checks the log first if the trial is not known here yet.
   *
   * @throws LogBroken if the trial is stopped
   */
  public Trusted trusted(String trial) {
    @Nullable LogState state = states.get(trial);
    if (state == null) {
      // The trial was registered a moment ago, here or by another replica.
      check(trial);
      state = states.get(trial);
    }
    if (state instanceof Trusted trusted) {
      return trusted;
    }
    throw state instanceof Broken broken
        ? new LogBroken(trial, broken.kind())
        : new LogBroken(trial, Kind.LOG_BROKEN);
  }

  /**
   * Replaces the trusted tree by a larger one.
   *
   * @return false, and nothing is changed, if another thread has already replaced {@code from}
   */
  public boolean advance(Trusted from, Trusted to) {
    return states.replace(from.log().trial(), from, to);
  }

  /**
   * Stops the trial.
   *
   * @param reason what is wrong with its log, as one clause
   * @return the refusal; the caller throws it
   * @throws Transactions.DatabaseUnavailable if the running transaction has failed: what it read,
   *     or did not find, proves nothing
   */
  public LogBroken broken(String trial, String reason) {
    transactions.requireNotFailed();
    // Retain the reason that a check found: what a request finds later may only be a consequence.
    if (!(states.get(trial) instanceof Broken)) {
      stop(trial, Kind.LOG_BROKEN, reason);
    }
    return new LogBroken(trial, Kind.LOG_BROKEN);
  }

  /**
   * Decides what it means that an entry is missing although it, or a head that counts it, was read
   * before.
   *
   * <p>If the log is now too short for the entry, and this service has not signed the entry, only a
   * database server that has since been replaced had it. That is no fault of the log. In every
   * other case the trial is stopped.
   *
   * @return the refusal; the caller throws it
   */
  public Refusal missing(LogId log, long index, String reason) {
    boolean signed =
        known(states.get(log.trial()))
            .filter(trusted -> trusted.log().equals(log) && index < trusted.size())
            .isPresent();
    boolean counted =
        transactions
            .run(() -> heads.current(log.trial()))
            .filter(head -> head.log().equals(log) && index >= head.size())
            .isEmpty();
    return signed || counted ? broken(log.trial(), reason) : transactions.primaryChanged();
  }

  /** The largest signed checkpoint of the log that this service knows; empty if there is none. */
  public Optional<Note> lastSigned(LogId log) {
    return check.lastCheckpoint(log, known(states.get(log.trial())));
  }

  private static Optional<Trusted> known(@Nullable LogState state) {
    if (state instanceof Broken broken) {
      return broken.before();
    }
    return state instanceof Trusted trusted ? Optional.of(trusted) : Optional.empty();
  }

  private void stop(String trial, Kind kind, String reason) {
    states.compute(
        trial,
        (code, now) -> {
          if (now instanceof Broken earlier && earlier.kind() != kind) {
            troubles.end(trial, earlier.kind());
          }
          troubles.begin(trial, kind, reason);
          return new Broken(kind, known(now));
        });
  }

  private static Trusted trusted(TreeHead head) {
    return new Trusted(head.log(), head.size(), head.frontier().root());
  }

  /**
   * The trial is stopped because its log does not match what this service signed, or cannot be
   * checked.
   */
  public static final class LogBroken extends Refusal {
    LogBroken(String trial, Kind kind) {
      super(
          kind == Kind.LOG_BROKEN ? ProblemType.LOG_BROKEN : ProblemType.TRIAL_REFUSED,
          "The log of "
              + trial
              + (kind == Kind.LOG_BROKEN
                  ? " does not match what this service signed"
                  : " cannot be checked")
              + ", so nothing is written to it until the operator has repaired it. Existing"
              + " allocations can still be read. The readiness check gives the reason.");
    }
  }
}
