package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One value that a screening may hold.
 *
 * @param unit of an integer or a number
 * @param minimum inclusive, of an integer or a number
 * @param maximum inclusive, of an integer or a number
 * @param codes of a code variable: code to label, in the protocol's order; otherwise empty
 */
public record Variable(
    String name,
    Type type,
    String label,
    Optional<String> unit,
    Optional<BigDecimal> minimum,
    Optional<BigDecimal> maximum,
    Map<String, String> codes) {

  /** What kind of value; in a screening a Long, Double, Boolean or String. */
  public enum Type {
    INTEGER,
    NUMBER,
    BOOLEAN,
    CODE
  }

  /** No quantity of medicine is larger, and no whole number of this size is rounded. */
  private static final BigDecimal LARGEST_NUMBER = new BigDecimal("1000000000000000");

  public Variable {
    codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
  }

  /** The least value there can be: the protocol's minimum, or what the type can hold. */
  BigDecimal lowest() {
    return minimum.orElse(lowest(type));
  }

  /** The largest value there can be: the protocol's maximum, or what the type can hold. */
  BigDecimal highest() {
    return maximum.orElse(highest(type));
  }

  static BigDecimal lowest(Type type) {
    return type == Type.INTEGER ? BigDecimal.valueOf(Integer.MIN_VALUE) : LARGEST_NUMBER.negate();
  }

  static BigDecimal highest(Type type) {
    return type == Type.INTEGER ? BigDecimal.valueOf(Integer.MAX_VALUE) : LARGEST_NUMBER;
  }

  boolean isNumeric() {
    return type == Type.INTEGER || type == Type.NUMBER;
  }
}
