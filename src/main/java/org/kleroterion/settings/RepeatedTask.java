package org.kleroterion.settings;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Runs a task repeatedly on a background thread of its own. Quarkus's scheduler is not used because
 * it follows the wall clock: if the clock is set back by an hour, it pauses for an hour.
 */
public final class RepeatedTask implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RepeatedTask.class);

  private final ScheduledExecutorService thread;
  private final ScheduledFuture<?> rounds;
  private final Runnable round;
  private final AtomicBoolean requested = new AtomicBoolean();

  private RepeatedTask(Duration pause, String name, Runnable round) {
    thread = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, name));
    this.round = () -> guarded(name, round);
    rounds =
        thread.scheduleWithFixedDelay(
            this.round, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Starts the thread; the first round begins after one pause.
   *
   * @param pause time between the end of a round and the start of the next
   * @param name the thread's name
   * @param round the task; an exception from it is logged and does not stop the next round
   */
  public static RepeatedTask every(Duration pause, String name, Runnable round) {
    return new RepeatedTask(pause, name, round);
  }

  /**
   * Requests one extra round, as soon as no round runs. Further requests before it begins have no
   * effect.
   */
  public void soon() {
    if (requested.compareAndSet(false, true)) {
      try {
        thread.execute(
            () -> {
              requested.set(false);
              round.run();
            });
      } catch (RejectedExecutionException closed) {
        LOG.debug("No further round, because the service stops");
      }
    }
  }

  // The executor stops scheduling a task that throws.
  private static void guarded(String name, Runnable round) {
    try {
      round.run();
    } catch (RuntimeException fault) {
      LOG.errorf(fault, "The background task %s failed; it runs again after its pause", name);
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Stops the rounds; interrupts a round that is running. */
  @Override
  public void close() {
    rounds.cancel(true);
    thread.shutdownNow();
  }
}
