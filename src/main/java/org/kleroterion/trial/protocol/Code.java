package org.kleroterion.trial.protocol;

import java.util.regex.Pattern;

/** Codes hold no separator that the allocation algorithm uses. */
final class Code {
  static final String REMEDY =
      "A code is a letter or digit, then up to 63 letters, digits, dots, hyphens and underscores.";

  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Code() {}

  static boolean matches(String text) {
    return PATTERN.matcher(text).matches();
  }

  static void require(String code) {
    if (!matches(code)) {
      throw new IllegalArgumentException("Not a code: " + code);
    }
  }
}
