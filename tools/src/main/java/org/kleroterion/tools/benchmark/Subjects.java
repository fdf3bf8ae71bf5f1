package org.kleroterion.tools.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.kleroterion.ShippedTrial;

/** The subjects to be allocated, trial after trial: none of them twice. */
final class Subjects {
  /** As many as it takes until strata and sites come again. */
  private static final int SCREENINGS = 24;

  private final List<String> trials;
  private final List<String> screenings = new ArrayList<>();
  private final AtomicLong turn = new AtomicLong();
  private final AtomicLong screened = new AtomicLong();
  private final long assessed;

  /**
   * @param assessed how many of each trial were assessed beforehand, as {@link LogFill} numbers
   *     them
   * @param done how many of these have been taken already
   */
  Subjects(List<String> trials, long assessed, long done) throws IOException {
    this.trials = trials;
    this.assessed = assessed;
    turn.set(done * trials.size());
    for (int i = 0; i < SCREENINGS; i++) {
      screenings.add(ShippedTrial.request("SUBJECT", i));
    }
  }

  /** How many of each trial were assessed beforehand. */
  long perTrial() {
    return assessed;
  }

  /** A request for an allocation. */
  record Request(String path, String body) {}

  /** The next subject that was assessed beforehand. */
  Request assessed() {
    long next = turn.getAndIncrement();
    String trial = trial(next);
    long number = next / trials.size() + 1;
    if (number > assessed) {
      throw new IllegalStateException(
          assessed + " assessed subjects a trial were too few: use --subjects");
    }
    return request(
        trial,
        "{\"subject\":\""
            + LogFill.subject(number)
            + "\",\"assessment\":\""
            + LogFill.assessment(trial, number)
            + "\"}");
  }

  /** A new subject with its screening. */
  Request screened() {
    long next = screened.getAndIncrement();
    return request(
        trial(next),
        screenings
            .get((int) (next % SCREENINGS))
            .replace("SUBJECT", "S-" + System.nanoTime() + "-" + next));
  }

  private String trial(long turn) {
    return trials.get((int) (turn % trials.size()));
  }

  private static Request request(String trial, String body) {
    return new Request("/v1/trials/" + trial + "/allocations", body);
  }
}
