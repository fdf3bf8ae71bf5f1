package org.kleroterion.randomization;

import java.util.regex.Pattern;

/** Checks the codes and stratum names from which key streams are computed. */
public final class Code {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern STRATUM = Pattern.compile("[A-Za-z0-9._=,-]*");

  private Code() {}

  /**
   * Returns the code if it is valid.
   *
   * @param what the name of the code in the exception's text, such as "trial"
   * @throws IllegalArgumentException if the code is not valid
   */
  static String checked(String what, String code) {
    return checked(what, code, CODE);
  }

  /**
   * Returns the stratum's name if it is valid.
   *
   * @param stratum codes joined by {@code =} and {@code ,}; empty for a trial without factors
   * @throws IllegalArgumentException if it has another character
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
