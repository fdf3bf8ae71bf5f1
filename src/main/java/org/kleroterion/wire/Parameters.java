package org.kleroterion.wire;

import org.kleroterion.problem.InvalidRequest;

/** Parses parameters in paths and queries. */
public final class Parameters {
  private Parameters() {}

  /**
   * A whole number that is not negative, of at most 18 digits.
   *
   * @param pointer names the parameter in the violation, {@code ?size}
   * @throws InvalidRequest if the text is not such a number
   */
  public static long number(String pointer, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new InvalidRequest(pointer, "Must be a whole number, 0 or more.");
    }
    return Long.parseLong(text);
  }
}
