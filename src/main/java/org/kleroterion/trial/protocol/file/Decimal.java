package org.kleroterion.trial.protocol.file;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Decimal numbers of a screening. They have at most 15 significant digits, so they can be converted
 * to a double and back without a change (IEEE 754, DBL_DIG).
 */
public final class Decimal {
  public static final int DIGITS = 15;

  /** The largest power of ten, positive or negative. Up to it, a double holds all 15 digits. */
  public static final int MOST_EXPONENT = 300;

  private static final MathContext EXACT = new MathContext(DIGITS);

  private Decimal() {}

  /**
   * The decimal number from which the double was converted. It does not use {@link
   * Double#toString(double)}: before Java 19 the result is not always the shortest.
   */
  static BigDecimal of(double value) {
    return new BigDecimal(value).round(EXACT).stripTrailingZeros();
  }

  /** The power of ten of the first digit. The cost does not depend on the exponent. */
  public static long exponent(BigDecimal value) {
    return (long) value.precision() - value.scale() - 1;
  }

  /** The number as RFC 8785 §3.2.2.3 (ECMAScript) writes it. */
  public static String json(double value) {
    BigDecimal decimal = of(value);
    long exponent = exponent(decimal);
    if (decimal.signum() == 0) {
      return "0";
    }
    if (exponent >= -6 && exponent <= 20) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().abs().toString();
    return (decimal.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e" : "e+")
        + exponent;
  }
}
