package org.kleroterion.tools.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.kleroterion.ShippedTrial;

/** Requests for allocations. The trials take turns, and no subject occurs twice. */
final class Subjects {
  /** The number of combinations of strata and sites. */
  private static final int SCREENINGS = 24;

  private final List<String> trials;
  private final List<String> screenings = new ArrayList<>();
  private final AtomicLong turn = new AtomicLong();
  private final AtomicLong screened = new AtomicLong();
  private final long assessed;

  /**
   * @param assessed number of subjects of each trial that were assessed before, numbered as by
   *     {@link LogFill}
   * @param done how many of these were already used
   */
  Subjects(List<String> trials, long assessed, long done) throws IOException {
    this.trials = trials;
    this.assessed = assessed;
    turn.set(done * trials.size());
    for (int i = 0; i < SCREENINGS; i++) {
      screenings.add(ShippedTrial.request("SUBJECT", i));
    }
  }

  /** Number of subjects of each trial that were assessed before. */
  long perTrial() {
    return assessed;
  }

  /** A request for an allocation. */
  record Request(String path, String body) {}

  /** The request for the next subject that was assessed before. */
  Request assessed() {
    long next = turn.getAndIncrement();
    String trial = trial(next);
    long number = next / trials.size() + 1;
    if (number > assessed) {
      throw new IllegalStateException(
          assessed + " assessed subjects per trial are too few: use --subjects");
    }
    return request(
        trial,
        "{\"subject\":\""
            + LogFill.subject(number)
            + "\",\"assessment\":\""
            + LogFill.assessment(trial, number)
            + "\"}");
  }

  /** The request for a new subject with its screening. */
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
