package org.kleroterion.randomization;

import java.util.regex.Pattern;

/** What may become a component of a key stream or a line of a sequence. */
final class Code {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern STRATUM = Pattern.compile("[A-Za-z0-9._=,-]*");

  private Code() {}

  /**
   * @param what names the code in the refusal, "trial"
   * @throws IllegalArgumentException if it is not a code
   */
  static String checked(String what, String code) {
    return checked(what, code, CODE);
  }

  /**
   * @param stratum codes joined by {@code =} and {@code ,}; empty for a trial without factors
   * @throws IllegalArgumentException if it has any other character
   */
  static String checkedStratum(String stratum) {
    return checked("stratum", stratum, STRATUM);
  }

  private static String checked(String what, String code, Pattern pattern) {
    if (!pattern.matcher(code).matches()) {
      throw new IllegalArgumentException("The " + what + " does not match " + pattern);
    }
    return code;
  }
}
