package org.kleroterion.randomization;

/** A source of uniformly distributed 32-bit words. */
@FunctionalInterface
interface Words {
  /** The next word, to be read as an unsigned number. */
  int next();

  /**
   * A uniformly distributed number, 0 ≤ result &lt; n. Takes at least one word, even if n = 1.
   *
   * @param n 1 to 2³²
   * @throws IllegalArgumentException if n is not in this range
   */
  default long uniform(long n) {
    if (n < 1 || n > 1L << 32) {
      throw new IllegalArgumentException("The bound of a uniform number must be from 1 to 2^32");
    }
    // Skip words from the last multiple of n on: they would make small results likelier.
    long limit = (1L << 32) - (1L << 32) % n;
    long word;
    do {
      word = Integer.toUnsignedLong(next());
    } while (word >= limit);
    return word % n;
  }
}
