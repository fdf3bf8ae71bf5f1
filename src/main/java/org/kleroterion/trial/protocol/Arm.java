package org.kleroterion.trial.protocol;

import org.kleroterion.trial.protocol.file.Code;

/**
 * A treatment that subjects are allocated to.
 *
 * @param weight at least 1; the arm's share of every block, relative to the other arms' weights
 */
public record Arm(String code, String label, int weight) {
  public Arm {
    Code.require(code);
    if (weight < 1) {
      throw new IllegalArgumentException("An arm's weight must be at least 1, but is " + weight);
    }
  }
}
