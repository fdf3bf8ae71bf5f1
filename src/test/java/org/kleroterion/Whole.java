package org.kleroterion;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How much a long test does. {@code ./mvnw verify} runs a part of it; the profile {@code whole}
 * runs all of it.
 */
public final class Whole {
  private static final boolean RUNS = Boolean.getBoolean("whole");
  private static final int FIRST =
      Integer.getInteger("part.first", new Random().nextInt(Integer.MAX_VALUE));

  private Whole() {}

  /** The first outside the profile {@code whole}, the second in it. */
  public static int or(int part, int whole) {
    return RUNS ? whole : part;
  }

  /**
   * One of every so many cases, in their order; all of them in the profile {@code whole}. It is
   * another part each time, so that all of them run sooner or later: a failure names its case.
   */
  public static <T> List<T> part(int every, List<T> all) {
    return IntStream.range(0, all.size()).filter(i -> takes(every, i)).mapToObj(all::get).toList();
  }

  /** Whether the case of this 0-based number is in that part. */
  public static boolean takes(int every, int number) {
    int step = or(every, 1);
    return number % step == FIRST % step;
  }
}
