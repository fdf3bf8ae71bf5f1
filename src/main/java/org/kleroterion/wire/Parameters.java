package org.kleroterion.wire;

import org.kleroterion.problem.InvalidRequest;

/** Reads numbers out of paths and queries, with a violation where there is none. */
public final class Parameters {
  private Parameters() {}

  /**
   * A whole number that is not negative, of at most 18 digits.
   *
   * @param pointer names the parameter in the violation, {@code ?size}
   * @throws InvalidRequest if it is something else
   */
  public static long number(String pointer, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new InvalidRequest(pointer, "Must be a whole number, 0 or more.");
    }
    return Long.parseLong(text);
  }
}
