package org.kleroterion.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;

/**
 * Stands between a trial and a log that is not the one this service signed: a restored backup, an
 * edited row. Then nothing is written or signed in the trial any more, and reading goes on.
 */
@ApplicationScoped
public class LogGuard {
  private static final Logger LOG = Logger.getLogger(LogGuard.class);

  /** After the tables are there, before anything is registered or served. */
  private static final int BEFORE_THE_REGISTRAR = 8;

  private final LogCheck check;
  private final LogHeadRepository heads;
  private final Durability durability;
  private final Transactions transactions;
  private final Map<String, Standing> standings = new ConcurrentHashMap<>();

  LogGuard(
      LogCheck check,
      LogHeadRepository heads,
      Durability durability,
      Transactions transactions,
      MeterRegistry meters) {
    this.check = check;
    this.heads = heads;
    this.durability = durability;
    this.transactions = transactions;
    meters.gauge("kleroterion.logs.broken", standings, known -> broken().size());
  }

  /** What is known of a trial's log: one of the two. */
  private sealed interface Standing {}

  /**
   * The largest tree that was checked or signed here; whatever is signed from now on extends it.
   */
  record Trusted(LogId log, long size, Hash root) implements Standing {}

  /**
   * @param before what was trusted until then; a check must still find it
   */
  private record Broken(String reason, Optional<Trusted> before) implements Standing {}

  void atStart(@Observes @Priority(BEFORE_THE_REGISTRAR) StartupEvent event) {
    transactions.run(heads::trials).forEach(this::check);
  }

  /** Checks the whole log, and lets the trial go on or stops it. */
  LogCheck.Result check(String trial) {
    @Nullable Standing before = standings.get(trial);
    LogCheck.Result first = check.run(trial, known(before));
    // Once more where it found something: another server may lead since it began, without what was
    // on the first one alone.
    LogCheck.Result result = first.trouble().isEmpty() ? first : check.run(trial, known(before));
    result
        .trouble()
        .ifPresentOrElse(
            reason -> {
              transactions.requireSound();
              if (isWithin(known(before), result.head())
                  && !durability.isOfTheLeader(result.head())) {
                throw transactions.gone();
              }
              stop(trial, reason);
            },
            () -> {
              if (!isWithin(known(before), result.head())) {
                durability.require(result.head().log(), result.head().edge());
              }
              trust(trial, before, result.head());
            });
    return result;
  }

  private static boolean isWithin(Optional<Trusted> trusted, TreeHead head) {
    return trusted
        .filter(tree -> tree.log().equals(head.log()) && tree.size() >= head.size())
        .isPresent();
  }

  // While the check ran, requests may have signed a larger tree, or found out that there is none.
  private void trust(String trial, @Nullable Standing before, TreeHead checked) {
    standings.compute(trial, (code, now) -> now == null || now == before ? trusted(checked) : now);
  }

  /**
   * Lets pass what a transaction found at the end of a log that it holds.
   *
   * @throws LogBroken if that cannot follow what was signed here
   */
  void require(TreeHead head) {
    Trusted trusted = trustedOf(head.log());
    boolean shorter = head.size() < trusted.size();
    if (!shorter) {
      Hash root = edge(head).root();
      if (head.size() > trusted.size() || root.equals(trusted.root())) {
        return;
      }
    }
    if (!durability.isOfTheLeader(head)) {
      throw transactions.gone();
    }
    throw broken(
        head.log().trial(),
        shorter
            ? "it has "
                + head.size()
                + " entries, and had "
                + trusted.size()
                + " when it was signed"
            : "its root is another than the one that was signed");
  }

  /**
   * The edge of a log that nobody holds: it can have grown since, and what was signed with it. So
   * that it is shorter is no fault yet; whoever signs it proves that it is the beginning.
   *
   * @throws LogBroken if its head has no tree
   */
  Frontier edge(TreeHead head) {
    trustedOf(head.log());
    try {
      return head.edge();
    } catch (LogCheck.Trouble trouble) {
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
   * What this service trusts of the trial's log.
   *
   * @throws LogBroken if nothing
   */
  Trusted trusted(String trial) {
    @Nullable Standing standing = standings.get(trial);
    if (standing == null) {
      // Begun by another replica, or just now.
      check(trial);
      standing = standings.get(trial);
    }
    if (standing instanceof Trusted trusted) {
      return trusted;
    }
    throw new LogBroken(trial);
  }

  /** Trusts a larger tree, unless another thread has trusted something else meanwhile. */
  boolean advance(Trusted from, Trusted to) {
    return standings.replace(from.log().trial(), from, to);
  }

  /**
   * Stops the trial. Nothing is concluded in a transaction that the database has failed.
   *
   * @return to be thrown
   */
  LogBroken broken(String trial, String reason) {
    transactions.requireSound();
    // What a check has found stays: what a request meets later may only follow from it.
    if (!(standings.get(trial) instanceof Broken)) {
      stop(trial, reason);
    }
    return new LogBroken(trial);
  }

  /**
   * Judges that an entry is not there which was read before, or whose log was. Where the log is
   * that short and nobody here has signed it, it was on a server alone that was replaced since.
   *
   * @return to be thrown
   */
  Refusal missing(LogId log, long index, String reason) {
    boolean signed =
        known(standings.get(log.trial()))
            .filter(trusted -> trusted.log().equals(log) && index < trusted.size())
            .isPresent();
    boolean within =
        transactions
            .run(() -> heads.current(log.trial()))
            .filter(head -> head.log().equals(log) && index >= head.size())
            .isEmpty();
    return signed || within ? broken(log.trial(), reason) : transactions.gone();
  }

  /** The largest checkpoint of the log that is known here. */
  Optional<Note> lastSigned(LogId log) {
    return check.lastKept(log, known(standings.get(log.trial())));
  }

  /** Why nothing is written to some trials' logs, by trial; for the operator and auditors. */
  public Map<String, String> broken() {
    Map<String, String> reasons = new TreeMap<>();
    standings.forEach(
        (trial, standing) -> {
          if (standing instanceof Broken broken) {
            reasons.put(trial, broken.reason());
          }
        });
    return reasons;
  }

  private static Optional<Trusted> known(@Nullable Standing standing) {
    if (standing instanceof Broken broken) {
      return broken.before();
    }
    return standing instanceof Trusted trusted ? Optional.of(trusted) : Optional.empty();
  }

  private void stop(String trial, String reason) {
    standings.compute(trial, (code, now) -> new Broken(reason, known(now)));
    LOG.errorf("The log of %s is not what this service signed: %s", trial, reason);
  }

  private static Trusted trusted(TreeHead head) {
    return new Trusted(head.log(), head.size(), head.edge().root());
  }

  /** The trial's log is shorter than it was, or different. */
  public static final class LogBroken extends Refusal {
    LogBroken(String trial) {
      super(
          ProblemType.LOG_BROKEN,
          "The log of "
              + trial
              + " is not what this service signed, so nothing is written to it. Nothing was changed;"
              + " what was allocated can still be read. The operator finds the reason in the readiness check.");
    }
  }
}
