package org.kleroterion.trial.protocol;

/**
 * A treatment that subjects are allocated to.
 *
 * @param weight its share of every block, at least 1
 */
public record Arm(String code, String label, int weight) {
  public Arm {
    Code.require(code);
    if (weight < 1) {
      throw new IllegalArgumentException("An arm's weight is at least 1, not " + weight);
    }
  }
}
