package org.kleroterion.trial.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import org.kleroterion.trial.protocol.file.Decimal;

/** Reads one value of a screening. A value that cannot be stored exactly is rejected. */
final class ValueReader {
  private ValueReader() {}

  /**
   * Reads a value.
   *
   * @return a Long, Double, Boolean or String
   * @throws ValueRefused if the variable cannot have this value
   */
  static Object read(Variable variable, JsonNode value) throws ValueRefused {
    if (value.isNull()) {
      throw new ValueRefused("Must have a value: leave the member out if the value is not known.");
    }
    return switch (variable.type()) {
      case INTEGER -> integer(variable, value);
      case NUMBER -> number(variable, value);
      case BOOLEAN -> bool(value);
      case CODE -> code(variable, value);
    };
  }

  /** As in JSON Schema, 58, 58.0 and 5.8e1 are the same whole number. */
  private static Long integer(Variable variable, JsonNode value) throws ValueRefused {
    BigDecimal decimal = decimal(value, "a whole number");
    if (decimal.signum() == 0) {
      decimal = BigDecimal.ZERO;
    }
    requireBounds(variable, decimal);
    // Only after the bounds were checked: a value such as 1e1000000000 would be expanded here.
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
      throw new ValueRefused("Is too close to zero to be stored exactly: send 0 if 0 is meant.");
    }
    if (decimal.stripTrailingZeros().precision() > Decimal.DIGITS) {
      throw new ValueRefused(
          "Has more than "
              + Decimal.DIGITS
              + " significant digits: round the value before sending it.");
    }
    return decimal.doubleValue();
  }

  private static BigDecimal decimal(JsonNode value, String expected) throws ValueRefused {
    if (!value.isNumber()) {
      throw new ValueRefused("Must be " + expected + ", not " + typeOf(value) + ".");
    }
    if ((value.isDouble() || value.isFloat()) && !Double.isFinite(value.doubleValue())) {
      throw new ValueRefused("Is too large to be stored exactly.");
    }
    return value.decimalValue();
  }

  private static void requireBounds(Variable variable, BigDecimal value) throws ValueRefused {
    // Before the bounds: "Must be between 0 and 600" would not say how to send a missing value.
    if (variable.isMissing(value)) {
      throw new ValueRefused(
          value.stripTrailingZeros().toPlainString()
              + " stands for a missing value in this variable: leave the variable out.");
    }
    BigDecimal lowest = variable.lowest();
    BigDecimal highest = variable.highest();
    // BigDecimal compares the exponents first, so 1e1000000000 is as cheap as 1.
    if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
      throw new ValueRefused(
          "Must be between "
              + lowest.toPlainString()
              + " and "
              + highest.toPlainString()
              + variable.unit().map(unit -> " (" + unit + ").").orElse("."));
    }
  }

  private static Boolean bool(JsonNode value) throws ValueRefused {
    if (!value.isBoolean()) {
      throw new ValueRefused("Must be true or false, not " + typeOf(value) + ".");
    }
    return value.booleanValue();
  }

  private static String code(Variable variable, JsonNode value) throws ValueRefused {
    if (!value.isTextual() || !variable.codes().containsKey(value.textValue())) {
      throw new ValueRefused(
          "Must be exactly one of "
              + String.join(", ", variable.codes().keySet())
              + (value.isTextual() ? "." : ", not " + typeOf(value) + "."));
    }
    return value.textValue();
  }

  private static String typeOf(JsonNode value) {
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
