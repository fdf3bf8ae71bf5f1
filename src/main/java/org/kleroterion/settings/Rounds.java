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
 * Does the same again and again, beside the requests. Not Quarkus's scheduler: that one goes by the
 * wall clock, and does nothing for as long as the clock was set back.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rounds.class);

  private final ScheduledExecutorService thread;
  private final ScheduledFuture<?> rounds;
  private final Runnable round;
  private final AtomicBoolean asked = new AtomicBoolean();

  private Rounds(Duration pause, String name, Runnable round) {
    thread = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, name));
    this.round = () -> guarded(name, round);
    rounds =
        thread.scheduleWithFixedDelay(
            this.round, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Begins after the first pause.
   *
   * @param pause between the end of a round and the next one
   * @param name of the thread
   * @param round what fails in it is logged, and the next one comes all the same
   */
  public static Rounds every(Duration pause, String name, Runnable round) {
    return new Rounds(pause, name, round);
  }

  /** One more as soon as none runs, however often this is asked for until it begins. */
  public void soon() {
    if (asked.compareAndSet(false, true)) {
      try {
        thread.execute(
            () -> {
              asked.set(false);
              round.run();
            });
      } catch (RejectedExecutionException closed) {
        LOG.debug("No further round: the service stops");
      }
    }
  }

  // What a round throws would be its last.
  private static void guarded(String name, Runnable round) {
    try {
      round.run();
    } catch (RuntimeException fault) {
      LOG.errorf(fault, "A round of %s failed", name);
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** No further round; one that runs is interrupted. */
  @Override
  public void close() {
    rounds.cancel(true);
    thread.shutdownNow();
  }
}
