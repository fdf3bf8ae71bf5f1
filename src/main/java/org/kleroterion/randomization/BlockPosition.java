package org.kleroterion.randomization;

/**
 * A slot of a stratum's sequence, given by its block and its offset in the block. Enrollers must
 * not see it.
 *
 * @param block the 0-based number of the block in the stratum
 * @param offset the slot's 0-based offset in its block
 */
public record BlockPosition(long block, int offset) {
  /** The first slot of a sequence. */
  public static final BlockPosition START = new BlockPosition(0, 0);

  /**
   * @throws IllegalArgumentException if the block or the offset is negative
   */
  public BlockPosition {
    if (block < 0 || offset < 0) {
      throw new IllegalArgumentException("The block and the offset must not be negative");
    }
  }

  // The default text of a record could put both numbers into a log line.
  @Override
  public String toString() {
    return "BlockPosition";
  }
}
