package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.List;

/** An interval, both bounds inclusive, that contains all values of an arithmetic expression. */
public record Range(BigDecimal low, BigDecimal high) {

  public static Range of(BigDecimal value) {
    return new Range(value, value);
  }

  public static Range of(Variable variable) {
    return new Range(variable.lowest(), variable.highest());
  }

  public static Range of(Variable.Type type) {
    return new Range(Variable.lowest(type), Variable.highest(type));
  }

  private static Range over(List<BigDecimal> corners) {
    return new Range(Collections.min(corners), Collections.max(corners));
  }

  public Range plus(Range other) {
    return new Range(low.add(other.low), high.add(other.high));
  }

  public Range minus(Range other) {
    return plus(other.negate());
  }

  public Range negate() {
    return new Range(high.negate(), low.negate());
  }

  public Range times(Range other) {
    return over(
        List.of(
            low.multiply(other.low),
            low.multiply(other.high),
            high.multiply(other.low),
            high.multiply(other.high)));
  }

  /** The quotient. The divisor's range must not contain 0. */
  public Range over(Range other) {
    MathContext digits = MathContext.DECIMAL128;
    return over(
        List.of(
            low.divide(other.low, digits),
            low.divide(other.high, digits),
            high.divide(other.low, digits),
            high.divide(other.high, digits)));
  }

  public Range or(Range other) {
    return new Range(low.min(other.low), high.max(other.high));
  }

  public boolean holds(BigDecimal value) {
    return low.compareTo(value) <= 0 && high.compareTo(value) >= 0;
  }

  public boolean within(BigDecimal magnitude) {
    return low.abs().compareTo(magnitude) <= 0 && high.abs().compareTo(magnitude) <= 0;
  }
}
