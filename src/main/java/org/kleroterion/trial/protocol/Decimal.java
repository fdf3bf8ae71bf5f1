package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Decimals as a screening holds them: of at most 15 significant digits, which a double carries to
 * and fro unchanged (IEEE 754, DBL_DIG).
 */
final class Decimal {
  static final int DIGITS = 15;

  /** Of the power of ten, up or down: well within what a double carries with all its digits. */
  static final int MOST_EXPONENT = 300;

  private static final MathContext EXACT = new MathContext(DIGITS);

  private Decimal() {}

  /**
   * The decimal that was read as this double. It does not ask {@link Double#toString(double)},
   * which is not always the shortest before Java 19.
   */
  static BigDecimal of(double value) {
    return new BigDecimal(value).round(EXACT).stripTrailingZeros();
  }

  /** The power of ten of the first digit; cheap for any exponent. */
  static long exponent(BigDecimal value) {
    return (long) value.precision() - value.scale() - 1;
  }

  /** The number as RFC 8785 §3.2.2.3 (ECMAScript) writes it. */
  static String json(double value) {
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
