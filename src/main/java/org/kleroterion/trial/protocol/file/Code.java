package org.kleroterion.trial.protocol.file;

import java.util.regex.Pattern;

/**
 * The syntax of codes. A code contains no character that the allocation algorithm uses as a
 * separator.
 */
public final class Code {
  public static final String REMEDY =
      "A code begins with a letter or digit, followed by up to 63 letters, digits, dots, hyphens"
          + " and underscores.";

  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Code() {}

  public static boolean matches(String text) {
    return PATTERN.matcher(text).matches();
  }

  /**
   * Checks a code.
   *
   * @throws IllegalArgumentException if it is not a code
   */
  public static void require(String code) {
    if (!matches(code)) {
      throw new IllegalArgumentException("Not a code: " + code);
    }
  }
}
