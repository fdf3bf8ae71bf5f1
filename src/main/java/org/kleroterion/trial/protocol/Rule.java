package org.kleroterion.trial.protocol;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A condition on a screening, in the Common Expression Language. Only {@link RuleCompiler} makes
 * one, of functions that have a value for every screening; safe for use by many threads.
 */
public final class Rule {
  private final String source;
  private final List<String> variables;
  private final List<BigDecimal> literals;
  private final CelRuntime.Program program;

  Rule(
      String source,
      List<String> variables,
      List<BigDecimal> literals,
      CelRuntime.Program program) {
    this.source = source;
    this.variables = List.copyOf(variables);
    this.literals = List.copyOf(literals);
    this.program = program;
  }

  /**
   * Whether the rule holds; empty if that depends on a missing value. It is three-valued: {@code a
   * || b} is true when a is, whatever b, and {@code a && b} false when a is.
   */
  public Optional<Boolean> test(Screening screening) {
    try {
      // With unknown tracking, a variable that is not in the map is unknown, not an error.
      Object result = program.eval(screening.values());
      if (result instanceof Boolean holds) {
        return Optional.of(holds);
      }
      if (result instanceof CelUnknownSet) {
        return Optional.empty();
      }
      throw new IllegalStateException("Neither true, false nor unknown: " + source);
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("A checked rule has no value: " + source, e);
    }
  }

  /** The variables that the rule reads, in the order in which they appear. */
  public List<String> variables() {
    return variables;
  }

  /** The numbers that stand in the rule. */
  List<BigDecimal> literals() {
    return literals;
  }

  /** The rule as the protocol's author wrote it. */
  public String source() {
    return source;
  }

  @Override
  public String toString() {
    return source;
  }
}
