package org.kleroterion.storage;

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
import org.jboss.logging.Logger;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.Settings;

/** Runs work in a transaction, again where another one was in the way. */
@ApplicationScoped
public class Transactions {
  private static final Logger LOG = Logger.getLogger(Transactions.class);
  private static final int TRIES = 4;
  static final int LONGEST_WAIT_SECONDS = 5;

  private final Semaphore places;
  private final List<GroupCommit<?, ?>> groups = new CopyOnWriteArrayList<>();

  Transactions(Settings settings, MeterRegistry meters) {
    this.places = new Semaphore(settings.database().transactions(), true);
    meters.gauge("kleroterion.transactions.waiting", this, Transactions::waiting);
  }

  private int waiting() {
    return places.getQueueLength() + groups.stream().mapToInt(GroupCommit::waiting).sum();
  }

  /**
   * Has many requests for one trial answered in one transaction.
   *
   * @param work answers a trial's questions, each of them, in the running transaction; it may be
   *     run again
   * @param afterwards completes the answers of a transaction that has committed, in their order,
   *     while the next one runs
   */
  public <Q, A> GroupCommit<Q, A> grouped(
      BiFunction<String, List<Q>, List<A>> work, BiFunction<String, List<A>, List<A>> afterwards) {
    GroupCommit<Q, A> group = new GroupCommit<>(this, work, afterwards);
    groups.add(group);
    return group;
  }

  /**
   * Runs the work in the running transaction, or in one of its own that is committed when this
   * returns.
   *
   * <p>It is run again, in a new transaction, when the database rolled it back because of another
   * one (a unique key taken in the meantime, a deadlock): nothing of the first try remains, so the
   * second sees what the other one committed. A commit whose outcome is unknown is not repeated
   * here: the client's retry finds what stands.
   *
   * @throws DatabaseUnavailable if the database is gone or too slow
   */
  public <T> T run(Supplier<T> work) {
    if (isActive()) {
      return work.get();
    }
    takePlace();
    try {
      return runInOwn(work);
    } finally {
      places.release();
    }
  }

  /**
   * The same in a transaction of its own, while another one runs. There is a connection for it, as
   * long as few do this at a time.
   *
   * @throws DatabaseUnavailable if the database is gone or too slow
   */
  public <T> T apart(Supplier<T> work) {
    return runInOwn(work);
  }

  private static <T> T runInOwn(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return QuarkusTransaction.requiringNew().call(() -> sound(work));
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

  private void takePlace() {
    try {
      if (!places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new DatabaseUnavailable("the transactions ahead took too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("the service is being stopped");
    }
  }

  // In a transaction that the database has failed, Hibernate's find answers null instead of
  // throwing: what was concluded from that ("no such trial", "not allocated yet") is no conclusion.
  private static <T> T sound(Supplier<T> work) {
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
   * To be asked before anything is concluded inside a transaction from what the database did not
   * find.
   *
   * @throws DatabaseUnavailable if the running transaction has failed; outside of one there is none
   *     to fail
   */
  public void requireSound() {
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
   * What one transaction read is not there for the next one: another server leads since.
   *
   * @return to be thrown
   */
  public DatabaseUnavailable gone() {
    return new DatabaseUnavailable("what was read has not reached the server that leads now");
  }

  /** The database is gone or too slow. */
  public static final class DatabaseUnavailable extends Refusal {
    DatabaseUnavailable(String what) {
      super(
          ProblemType.SERVICE_UNAVAILABLE,
          "Ask again in a moment: what was acknowledged stands, and a repeated request is answered alike.");
      LOG.errorf("The database does not answer: %s", what);
    }
  }
}
