package org.kleroterion.randomization;

/** A source of uniformly distributed 32-bit words. */
@FunctionalInterface
interface Words {
  /** The next word; its 32 bits are an unsigned number. */
  int next();

  /**
   * A uniform number, 0 ≤ result &lt; n. Takes at least one word, also for n = 1.
   *
   * @param n 1 to 2³²
   */
  default long uniform(long n) {
    if (n < 1 || n > 1L << 32) {
      throw new IllegalArgumentException("A uniform number is drawn below 1 to 2^32");
    }
    // The words above the last multiple of n would make the small results likelier than the others.
    long limit = (1L << 32) - (1L << 32) % n;
    long word;
    do {
      word = Integer.toUnsignedLong(next());
    } while (word >= limit);
    return word % n;
  }
}
