package org.kleroterion.randomization;

/**
 * Where in a stratum's sequence the next slot is; a secret from everyone who enrols.
 *
 * @param block number of the block, from 0
 * @param position of the slot within its block, from 0
 */
public record Place(long block, int position) {
  /** The first slot of a sequence. */
  public static final Place START = new Place(0, 0);

  /**
   * @throws IllegalArgumentException if either is negative
   */
  public Place {
    if (block < 0 || position < 0) {
      throw new IllegalArgumentException("A place is before the start of the sequence");
    }
  }

  // A record's own text would carry both numbers into a log line.
  @Override
  public String toString() {
    return "Place";
  }
}
