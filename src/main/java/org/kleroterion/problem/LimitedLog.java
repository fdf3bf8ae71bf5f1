package org.kleroterion.problem;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Writes at most one line of each kind in ten seconds, so that an outage does not flood the log.
 */
public final class LimitedLog {
  private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

  private final Logger log;
  private final LongSupplier nanoTime;
  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  /**
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public LimitedLog(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /**
   * @param since when its line was written
   * @param omitted the lines that were not written since then
   */
  private record Window(long since, long omitted) {}

  /**
   * Writes the line, unless a line of this kind was written in the last ten seconds. The next line
   * says how many were omitted.
   *
   * @param kind one of few constant names; each kind is kept in memory
   */
  public void log(Logger.Level level, String kind, String line) {
    long now = nanoTime.getAsLong();
    long[] omitted = {-1};
    windows.compute(
        kind,
        (name, window) -> {
          if (window != null && now - window.since() < INTERVAL) {
            return new Window(window.since(), window.omitted() + 1);
          }
          omitted[0] = window == null ? 0 : window.omitted();
          return new Window(now, 0);
        });
    if (omitted[0] == 0) {
      log.log(level, line);
    } else if (omitted[0] > 0) {
      log.logf(level, "%s (%d similar lines were omitted)", line, omitted[0]);
    }
  }
}
