package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import org.kleroterion.log.guard.LogCheck;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.note.Note;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.storage.Transactions;

/**
 * Replaces a broken log: the trial continues in a new log, whose first entry names the broken one.
 */
@ApplicationScoped
public class Restarts {
  private final LogGuard guard;
  private final TrialLog log;
  private final Transactions transactions;

  Restarts(LogGuard guard, TrialLog log, Transactions transactions) {
    this.guard = guard;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * Ends the broken log and begins a new one, in one transaction with everything that {@code work}
   * appends. Then the trial can continue.
   *
   * @param work appends the first entry, which must contain {@link TrialLog.Restarted#previous},
   *     and then the allocations that are carried over
   * @throws RestartRefused if the log matches what this service signed, or cannot be checked
   */
  public <T> T restart(String trial, Function<TrialLog.Restarted, T> work) {
    LogCheck.Result check = guard.check(trial);
    if (check.trouble().isEmpty()) {
      throw sound();
    }
    if (check.kind() != Kind.LOG_BROKEN) {
      throw new RestartRefused(
          "The log was not found broken, so it is not restarted. It cannot be checked now; the"
              + " operator finds the reason in the readiness check and must remove it first.");
    }
    Optional<Note> last = guard.lastSigned(check.head().log());
    T result = transactions.run(() -> work.apply(log.restart(check.head().log(), last)));
    guard.check(trial);
    return result;
  }

  private static RestartRefused sound() {
    return new RestartRefused(
        "The log was checked just now and matches what this service signed, so it is not"
            + " restarted. The trial can continue with it.");
  }

  /** The log is not known to be broken, so it is not replaced. */
  static final class RestartRefused extends Refusal {
    RestartRefused(String detail) {
      super(ProblemType.RESTART_REFUSED, detail);
    }
  }
}
