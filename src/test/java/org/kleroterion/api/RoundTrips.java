package org.kleroterion.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kleroterion.Whole;

/** How long something took, again and again; for the figures that a build prints. */
public final class RoundTrips {
  private final List<Long> nanos = new ArrayList<>();

  /**
   * Does it some times to warm up, then as often as is measured; outside the profile {@code whole}
   * a tenth of both.
   */
  public static RoundTrips of(int warmUp, int times, Task task) throws Exception {
    RoundTrips trips = new RoundTrips();
    int share = Whole.or(10, 1);
    for (int i = 0; i < (warmUp + times) / share; i++) {
      long began = System.nanoTime();
      task.run(i);
      if (i >= warmUp / share) {
        trips.add(System.nanoTime() - began);
      }
    }
    return trips;
  }

  /** What is measured. */
  public interface Task {
    /**
     * @param i 0-based, the warm-up included
     */
    void run(int i) throws Exception;
  }

  public void add(long took) {
    nanos.add(took);
  }

  /** Prints a line with them. */
  public void print(String what) {
    Collections.sort(nanos);
    System.out.printf(
        "Round trip, %s: %d times, p50 %.1f ms, p99 %.1f ms%n",
        what, nanos.size(), millis(50), millis(99));
  }

  private double millis(int percent) {
    return nanos.get((nanos.size() - 1) * percent / 100) / 1e6;
  }
}
