package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** How far chance may stray before a test calls it unfair: once in a million honest runs. */
final class Bounds {
  private static final double FALSE_FAILURE = 1e-6;

  private Bounds() {}

  /**
   * The counts are those of cells that are equally likely.
   *
   * @param looks how many such comparisons the test makes
   */
  static void assertUniform(long[] counts, int looks) {
    double[] shares = new double[counts.length];
    Arrays.fill(shares, 1.0 / counts.length);
    assertFollows(counts, shares, looks);
  }

  /**
   * The counts are those of cells with these probabilities, by Pearson's chi-square.
   *
   * <p>Laurent and Massart (2000, lemma 1): P(χ²(d) ≥ d + 2√(dx) + 2x) ≤ e^−x; here e^−x is one in
   * a million, divided by the looks (Bonferroni). For the 2 to 101 degrees of freedom used here the
   * true tail at that bound is below one in 10⁸: that margin is for the statistic's being
   * chi-square only in the limit, and every cell must expect 500 or more.
   */
  static void assertFollows(long[] counts, double[] shares, int looks) {
    long draws = Arrays.stream(counts).sum();
    double statistic = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      double expected = draws * shares[cell];
      assertThat(expected).as("what cell %d expects", cell).isGreaterThanOrEqualTo(500);
      statistic += Math.pow(counts[cell] - expected, 2) / expected;
    }
    double x = Math.log(looks / FALSE_FAILURE);
    double d = counts.length - 1;
    assertThat(statistic)
        .as("chi-square of %d cells", counts.length)
        .isLessThan(d + 2 * Math.sqrt(d * x) + 2 * x);
  }

  /**
   * An event was seen about as often as its probability says.
   *
   * <p>Hoeffding: P(|seen/draws − p| ≥ e) ≤ 2·exp(−2·draws·e²), exactly, for independent draws; set
   * to one in a million divided by the looks and solved for e.
   */
  static void assertFrequency(long seen, long draws, double probability, int looks) {
    double allowed = Math.sqrt(Math.log(2 * looks / FALSE_FAILURE) / (2.0 * draws));
    assertThat((double) seen / draws).isBetween(probability - allowed, probability + allowed);
  }
}
