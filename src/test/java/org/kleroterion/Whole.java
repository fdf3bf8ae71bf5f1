package org.kleroterion;

/**
 * How much a long test does. {@code ./mvnw verify} runs a part of it; the profile {@code whole}
 * runs all of it.
 */
public final class Whole {
  private static final boolean RUNS = Boolean.getBoolean("whole");

  private Whole() {}

  /** The first outside the profile {@code whole}, the second in it. */
  public static int or(int part, int whole) {
    return RUNS ? whole : part;
  }
}
