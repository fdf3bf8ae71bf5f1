package org.kleroterion.storage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Unavailable;
import org.kleroterion.settings.Settings;

/** Runs work in a database transaction, and retries it after a conflict with another one. */
@ApplicationScoped
public class Transactions {
  private static final int TRIES = 4;
  static final int LONGEST_WAIT_SECONDS = 5;

  private final Semaphore permits;
  private final List<GroupCommit<?, ?>> groups = new CopyOnWriteArrayList<>();

  Transactions(Settings settings, MeterRegistry meters) {
    this.permits = new Semaphore(settings.database().transactions(), true);
    Gauge.builder("kleroterion.transactions.waiting", this, Transactions::waiting)
        .description("Requests that wait for a transaction")
        .register(meters);
  }

  private int waiting() {
    return permits.getQueueLength() + groups.stream().mapToInt(GroupCommit::waiting).sum();
  }

  /**
   * A group commit: many requests for one trial share one transaction.
   *
   * @param work answers all requests of a trial in the running transaction, in their order; it may
   *     be run again
   * @param afterwards completes the answers after the commit, in their order, while the next
   *     transaction runs
   */
  public <Q, A> GroupCommit<Q, A> grouped(
      BiFunction<String, List<Q>, List<A>> work, BiFunction<String, List<A>, List<A>> afterwards) {
    GroupCommit<Q, A> group = new GroupCommit<>(this, work, afterwards);
    groups.add(group);
    return group;
  }

  /**
   * Runs the work in the running transaction. If there is none, runs it in a new transaction, which
   * is committed when this returns.
   *
   * <p>After a conflict with another transaction (a unique key, a deadlock) the work is retried in
   * a new transaction. The first attempt was rolled back, and the second sees what the other
   * transaction committed. A commit whose outcome is unknown is not retried here: the client's own
   * retry finds the recorded answer, if there is one.
   *
   * @throws DatabaseUnavailable if the database cannot be reached or is too slow
   */
  public <T> T run(Supplier<T> work) {
    if (isActive()) {
      return work.get();
    }
    acquirePermit();
    try {
      return runInNew(work);
    } finally {
      permits.release();
    }
  }

  /**
   * Runs the work in a new transaction, even while another one runs in this thread. It does not
   * count towards the limit of concurrent transactions. So only a few callers may do this at a
   * time: the pool has two connections to spare.
   *
   * @throws DatabaseUnavailable if the database cannot be reached or is too slow
   */
  public <T> T inNewTransaction(Supplier<T> work) {
    return runInNew(work);
  }

  private static <T> T runInNew(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return QuarkusTransaction.requiringNew().call(() -> whileActive(work));
      } catch (Refusal refusal) {
        throw refusal;
      } catch (RuntimeException failure) {
        boolean last = attempt == TRIES;
        if (DatabaseTrouble.isUnavailable(failure)
            || (last && DatabaseTrouble.isRolledBackForAnother(failure))) {
          throw new DatabaseUnavailable(DatabaseTrouble.describe(failure));
        }
        if (last || !DatabaseTrouble.isConflict(failure)) {
          throw DatabaseTrouble.withoutValues(failure);
        }
      }
    }
  }

  private void acquirePermit() {
    try {
      if (!permits.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new DatabaseUnavailable("the transactions ahead took too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("the service is being stopped");
    }
  }

  // In a transaction that has failed, Hibernate's find returns null instead of throwing. A result
  // such as "no such trial" or "not allocated yet" would then be wrong.
  private static <T> T whileActive(Supplier<T> work) {
    try {
      T result = work.get();
      requireActive();
      return result;
    } catch (Refusal refusal) {
      requireActive();
      throw refusal;
    }
  }

  /**
   * Call this inside a transaction before concluding anything from a row that was not found: in a
   * failed transaction no row is found.
   *
   * @throws DatabaseUnavailable if the running transaction has failed; never outside a transaction
   */
  public void requireNotFailed() {
    if (QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
      requireActive();
    }
  }

  private static void requireActive() {
    if (!isActive()) {
      throw new DatabaseUnavailable("the transaction was rolled back while it ran");
    }
  }

  private static boolean isActive() {
    return QuarkusTransaction.getStatus() == Status.STATUS_ACTIVE;
  }

  /**
   * For a row that one transaction read and the next one does not find, because another database
   * server has become the primary in between.
   *
   * @return the exception to throw
   */
  public DatabaseUnavailable primaryChanged() {
    return new DatabaseUnavailable(
        "a row that was read earlier does not exist on the current primary");
  }

  /** The database cannot be reached or is too slow. */
  public static final class DatabaseUnavailable extends Unavailable {
    /**
     * @param what what was tried, and how it failed
     */
    DatabaseUnavailable(String what) {
      super(
          "The request could not be completed in time. Send the same request again in a moment: if"
              + " it was carried out already, you get the recorded answer.",
          "The database did not do what was asked in time: " + what);
    }
  }
}
