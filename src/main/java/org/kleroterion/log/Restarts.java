package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import org.kleroterion.log.note.Note;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;

/** The way out for a trial whose log is not what was signed: another log, which says so. */
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
   * Begins another log in one transaction with all that the work appends to it, and lets the trial
   * go on.
   *
   * @param work appends the first entry, which quotes {@link TrialLog.Restarted#previous}, and what
   *     it carries over
   * @throws RestartRefused if the log is what was signed
   */
  public <T> T restart(String trial, Function<TrialLog.Restarted, T> work) {
    LogCheck.Result result = guard.check(trial);
    if (result.trouble().isEmpty()) {
      throw new RestartRefused();
    }
    Optional<Note> last = guard.lastSigned(result.head().log());
    T done = transactions.run(() -> work.apply(log.restart(result.head().log(), last)));
    guard.check(trial);
    return done;
  }

  /** There is no need for another log. */
  static final class RestartRefused extends Refusal {
    RestartRefused() {
      super(
          ProblemType.RESTART_REFUSED,
          "The log was checked just now and is what this service signed. It goes on as it is.");
    }
  }
}
