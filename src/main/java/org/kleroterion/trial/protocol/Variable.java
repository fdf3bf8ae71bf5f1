package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A variable of the data dictionary.
 *
 * @param unit only for an integer or a number
 * @param minimum inclusive; only for an integer or a number
 * @param maximum inclusive; only for an integer or a number
 * @param missing the numbers that other systems write for a missing value; a screening cannot have
 *     them, whether or not they are within the bounds
 * @param codes for a code variable: code to label, in the protocol's order; otherwise empty
 */
public record Variable(
    String name,
    Type type,
    String label,
    Optional<String> unit,
    Optional<BigDecimal> minimum,
    Optional<BigDecimal> maximum,
    List<BigDecimal> missing,
    Map<String, String> codes) {

  /** The type of the value: in a screening a Long, Double, Boolean or String. */
  public enum Type {
    INTEGER,
    NUMBER,
    BOOLEAN,
    CODE
  }

  /** No quantity in medicine is larger. Up to here, a double holds all whole numbers exactly. */
  private static final BigDecimal LARGEST_NUMBER = new BigDecimal("1000000000000000");

  public Variable {
    missing = List.copyOf(missing);
    codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
  }

  /** The smallest allowed value: the protocol's minimum, or the smallest of the type. */
  public BigDecimal lowest() {
    return minimum.orElse(lowest(type));
  }

  /** The largest allowed value: the protocol's maximum, or the largest of the type. */
  public BigDecimal highest() {
    return maximum.orElse(highest(type));
  }

  /** The smallest value of an integer or a number. */
  public static BigDecimal lowest(Type type) {
    return type == Type.INTEGER ? BigDecimal.valueOf(Integer.MIN_VALUE) : LARGEST_NUMBER.negate();
  }

  /** The largest value of an integer or a number. */
  public static BigDecimal highest(Type type) {
    return type == Type.INTEGER ? BigDecimal.valueOf(Integer.MAX_VALUE) : LARGEST_NUMBER;
  }

  /** Whether the number stands for a missing value, however it is written: 999 or 999.0. */
  public boolean isMissing(BigDecimal number) {
    return missing.stream().anyMatch(code -> code.compareTo(number) == 0);
  }

  public boolean isNumeric() {
    return type == Type.INTEGER || type == Type.NUMBER;
  }
}
