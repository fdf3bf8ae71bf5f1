package org.kleroterion.randomization;

import java.util.List;

/**
 * How a trial allocates: its ratio and its sizes of blocks. Both orders count: another order of the
 * same shares gives another sequence.
 *
 * @param shares the arms in the protocol's order, each once
 * @param blockSizes ascending, each a multiple of the sum of weights, at most {@value
 *     #MAX_BLOCK_SIZE}; a secret from everyone who enrols
 */
public record Scheme(List<Share> shares, List<Integer> blockSizes) {
  /** The largest size of a block. */
  public static final int MAX_BLOCK_SIZE = 1000;

  /**
   * @throws IllegalArgumentException if there is no share or no size, an arm has two shares, or a
   *     size is out of order, too large or no multiple of the sum of weights
   */
  public Scheme {
    shares = List.copyOf(shares);
    blockSizes = List.copyOf(blockSizes);
    require(!shares.isEmpty(), "There is no share");
    require(
        shares.stream().map(Share::arm).distinct().count() == shares.size(),
        "An arm has more than one share");
    require(!blockSizes.isEmpty(), "There is no block size");
    long weights = shares.stream().mapToLong(Share::weight).sum();
    int previous = 0;
    for (int size : blockSizes) {
      require(size > previous, "The block sizes do not ascend from above 0");
      require(size <= MAX_BLOCK_SIZE, "A block size is above " + MAX_BLOCK_SIZE);
      require(size % weights == 0, "A block size is not a multiple of the sum of weights");
      previous = size;
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  // What a log line or an error may show of a scheme: a record's own text would tell the sizes.
  @Override
  public String toString() {
    return "Scheme";
  }
}
