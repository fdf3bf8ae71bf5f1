package org.kleroterion.trial.protocol;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.kleroterion.trial.protocol.reader.RuleCompiler;

/**
 * A condition on a screening, in the Common Expression Language. Only {@link RuleCompiler} makes
 * rules. A rule uses only functions that have a result for every screening. Thread-safe.
 */
public final class Rule {
  private final String source;
  private final List<String> variables;
  private final List<BigDecimal> literals;
  private final CelRuntime.Program program;

  public Rule(
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
   * Whether the rule is true; empty if that depends on a missing value. The logic is three-valued:
   * {@code a || b} is true if a is true, even if b is missing; {@code a && b} is false if a is
   * false, even if b is missing.
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
      throw new IllegalStateException("The rule's result is not true, false or unknown: " + source);
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("A checked rule cannot be evaluated: " + source, e);
    }
  }

  /** The variables that the rule reads, in the order in which they appear. */
  public List<String> variables() {
    return variables;
  }

  /** The numbers in the text of the rule. */
  public List<BigDecimal> literals() {
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
