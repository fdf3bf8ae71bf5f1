package org.kleroterion.randomization;

/**
 * An arm's part of every block.
 *
 * @param arm the arm's code
 * @param weight the arm's number in the ratio, at least 1
 */
public record Share(String arm, int weight) {
  /**
   * @throws IllegalArgumentException if the arm is not a code or the weight is below 1
   */
  public Share {
    Code.checked("arm", arm);
    if (weight < 1) {
      throw new IllegalArgumentException("A weight is below 1");
    }
  }
}
