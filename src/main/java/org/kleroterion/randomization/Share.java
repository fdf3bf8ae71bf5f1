package org.kleroterion.randomization;

/**
 * An arm and its weight in the allocation ratio.
 *
 * @param arm the arm's code
 * @param weight the arm's part of the ratio, at least 1
 */
public record Share(String arm, int weight) {
  /**
   * @throws IllegalArgumentException if the arm's code is not valid or the weight is below 1
   */
  public Share {
    Code.checked("arm", arm);
    if (weight < 1) {
      throw new IllegalArgumentException("A weight must be at least 1");
    }
  }
}
