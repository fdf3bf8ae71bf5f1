package org.kleroterion.randomization;

import java.util.List;

/**
 * A trial's allocation ratio and block sizes. The order of both lists matters: the same shares in
 * another order give another sequence.
 *
 * @param shares one share for each arm, in the protocol's order
 * @param blockSizes ascending, each a multiple of the sum of weights, at most {@value
 *     #MAX_BLOCK_SIZE}; enrollers must not see them
 */
public record Scheme(List<Share> shares, List<Integer> blockSizes) {
  /** The largest block size, in slots. */
  public static final int MAX_BLOCK_SIZE = 1000;

  /**
   * @throws IllegalArgumentException if a list is empty, an arm has two shares, or a block size is
   *     out of order, too large or not a multiple of the sum of weights
   */
  public Scheme {
    shares = List.copyOf(shares);
    blockSizes = List.copyOf(blockSizes);
    require(!shares.isEmpty(), "A scheme needs at least one share");
    require(
        shares.stream().map(Share::arm).distinct().count() == shares.size(),
        "An arm has more than one share");
    require(!blockSizes.isEmpty(), "A scheme needs at least one block size");
    long weights = shares.stream().mapToLong(Share::weight).sum();
    int previous = 0;
    for (int size : blockSizes) {
      require(size > previous, "The block sizes must be above 0 and ascending");
      require(size <= MAX_BLOCK_SIZE, "A block size is above " + MAX_BLOCK_SIZE);
      require(size % weights == 0, "A block size is not a multiple of the sum of weights");
      previous = size;
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  // The default text of a record could put the block sizes into a log line.
  @Override
  public String toString() {
    return "Scheme";
  }
}
