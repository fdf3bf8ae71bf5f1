package org.kleroterion.trial.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;

/** Reads one value of a screening, exactly as it was sent or not at all. */
final class ValueReader {
  private ValueReader() {}

  /** A Long, Double, Boolean or String. */
  static Object read(Variable variable, JsonNode value) throws ValueRefused {
    if (value.isNull()) {
      throw new ValueRefused("Must not be null: leave the member out if the value is not known.");
    }
    return switch (variable.type()) {
      case INTEGER -> integer(variable, value);
      case NUMBER -> number(variable, value);
      case BOOLEAN -> truth(value);
      case CODE -> code(variable, value);
    };
  }

  /** 58, 58.0 and 5.8e1 are the same whole number, as in JSON Schema. */
  private static Long integer(Variable variable, JsonNode value) throws ValueRefused {
    BigDecimal decimal = decimal(value, "a whole number");
    if (decimal.signum() == 0) {
      decimal = BigDecimal.ZERO;
    }
    requireBounds(variable, decimal);
    // Within the bounds there are few digits before the point, so nothing is expanded here.
    if (decimal.stripTrailingZeros().scale() > 0) {
      throw new ValueRefused("Must be a whole number, without a fraction.");
    }
    return decimal.longValueExact();
  }

  private static Double number(Variable variable, JsonNode value) throws ValueRefused {
    BigDecimal decimal = decimal(value, "a number");
    if (decimal.signum() == 0) {
      decimal = BigDecimal.ZERO;
    }
    requireBounds(variable, decimal);
    if (decimal.signum() != 0 && Decimal.exponent(decimal) < -Decimal.MOST_EXPONENT) {
      throw new ValueRefused("Is too close to zero to be held exactly: send 0 if that is meant.");
    }
    if (decimal.stripTrailingZeros().precision() > Decimal.DIGITS) {
      throw new ValueRefused(
          "Has more than " + Decimal.DIGITS + " significant digits: round it before sending it.");
    }
    return decimal.doubleValue();
  }

  private static BigDecimal decimal(JsonNode value, String wanted) throws ValueRefused {
    if (!value.isNumber()) {
      throw new ValueRefused("Must be " + wanted + ", not " + kind(value) + ".");
    }
    if ((value.isDouble() || value.isFloat()) && !Double.isFinite(value.doubleValue())) {
      throw new ValueRefused("Is too large to be held exactly.");
    }
    return value.decimalValue();
  }

  private static void requireBounds(Variable variable, BigDecimal value) throws ValueRefused {
    BigDecimal lowest = variable.lowest();
    BigDecimal highest = variable.highest();
    // BigDecimal compares the exponents first: 1e1000000000 costs no more than 1.
    if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
      throw new ValueRefused(
          "Must be between "
              + lowest.toPlainString()
              + " and "
              + highest.toPlainString()
              + variable.unit().map(unit -> " (" + unit + ").").orElse("."));
    }
  }

  private static Boolean truth(JsonNode value) throws ValueRefused {
    if (!value.isBoolean()) {
      throw new ValueRefused("Must be true or false, not " + kind(value) + ".");
    }
    return value.booleanValue();
  }

  private static String code(Variable variable, JsonNode value) throws ValueRefused {
    if (!value.isTextual() || !variable.codes().containsKey(value.textValue())) {
      throw new ValueRefused(
          "Must be exactly one of "
              + String.join(", ", variable.codes().keySet())
              + (value.isTextual() ? "." : ", not " + kind(value) + "."));
    }
    return value.textValue();
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "text";
      case ARRAY, OBJECT, BOOLEAN, NUMBER ->
          "a"
              + (value.isContainerNode() ? "n " : " ")
              + value.getNodeType().name().toLowerCase(Locale.ROOT);
      default -> "this";
    };
  }
}
