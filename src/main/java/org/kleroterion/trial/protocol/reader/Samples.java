package org.kleroterion.trial.protocol.reader;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Decimal;

/**
 * Sample screenings that represent all possible screenings for a set of rules: all combinations of
 * values at, next to and between the bounds of the variables and the numbers in the rules.
 */
final class Samples {
  private static final int SMALL_RANGE = 200;
  private static final MathContext EXACT = new MathContext(Decimal.DIGITS);

  private final Map<String, List<Object>> values;

  private Samples(Map<String, List<Object>> values) {
    this.values = values;
  }

  /**
   * Samples for the variables. Contains all values of an integer with a small range, unless that
   * makes too many samples. Empty if there are too many combinations even then.
   *
   * @param most the largest allowed number of samples
   * @param literals for a variable, the numbers in the rules that read it
   */
  static Optional<Samples> of(
      List<Variable> variables, long most, Function<Variable, Collection<BigDecimal>> literals) {
    for (boolean fullRanges : new boolean[] {true, false}) {
      Map<String, List<Object>> values = new LinkedHashMap<>();
      long combinations = 1;
      for (Variable variable : variables) {
        List<Object> some = values(variable, literals.apply(variable), fullRanges);
        values.put(variable.name(), some);
        combinations = Math.min(combinations * some.size(), most + 1);
      }
      if (combinations <= most) {
        return Optional.of(new Samples(values));
      }
    }
    return Optional.empty();
  }

  /** Calls the consumer for each sample. The last variable changes fastest. */
  void forEach(Consumer<Screening> consumer) {
    combine(List.copyOf(values.keySet()), 0, new LinkedHashMap<>(), consumer);
  }

  private void combine(
      List<String> names, int next, Map<String, Object> chosen, Consumer<Screening> consumer) {
    if (next == names.size()) {
      consumer.accept(new Screening(chosen));
      return;
    }
    for (Object value : values.getOrDefault(names.get(next), List.of())) {
      chosen.put(names.get(next), value);
      combine(names, next + 1, chosen, consumer);
    }
  }

  private static List<Object> values(
      Variable variable, Collection<BigDecimal> literals, boolean fullRanges) {
    return switch (variable.type()) {
      case BOOLEAN -> List.of(true, false);
      case CODE -> List.copyOf(variable.codes().keySet());
      case INTEGER -> {
        NavigableSet<BigDecimal> integers = fullRanges ? range(variable) : new TreeSet<>();
        if (integers.isEmpty()) {
          integers = integers(literals);
        }
        yield within(variable, integers).stream()
            .filter(value -> !variable.isMissing(value))
            .<Object>map(BigDecimal::longValueExact)
            .toList();
      }
      case NUMBER ->
          midpoints(within(variable, neighbours(literals))).stream()
              .filter(value -> !variable.isMissing(value))
              .<Object>map(BigDecimal::doubleValue)
              .toList();
    };
  }

  /** All integers that the variable can have; empty if there are many. */
  private static NavigableSet<BigDecimal> range(Variable variable) {
    NavigableSet<BigDecimal> integers = new TreeSet<>();
    long lowest = variable.lowest().longValueExact();
    long highest = variable.highest().longValueExact();
    for (long i = lowest; highest - lowest < SMALL_RANGE && i <= highest; i++) {
      integers.add(BigDecimal.valueOf(i));
    }
    return integers;
  }

  private static NavigableSet<BigDecimal> integers(Collection<BigDecimal> literals) {
    NavigableSet<BigDecimal> integers = new TreeSet<>();
    for (BigDecimal literal : literals) {
      for (RoundingMode mode : List.of(RoundingMode.FLOOR, RoundingMode.CEILING)) {
        BigDecimal integer = literal.setScale(0, mode);
        integers.addAll(
            List.of(integer.subtract(BigDecimal.ONE), integer, integer.add(BigDecimal.ONE)));
      }
    }
    return integers;
  }

  /** Each literal, with the next smaller and the next larger number of 15 digits. */
  private static NavigableSet<BigDecimal> neighbours(Collection<BigDecimal> literals) {
    NavigableSet<BigDecimal> numbers = new TreeSet<>();
    for (BigDecimal literal : literals) {
      long exponent = literal.signum() == 0 ? 0 : Decimal.exponent(literal);
      BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen((int) exponent - Decimal.DIGITS + 1);
      numbers.add(literal);
      numbers.add(literal.subtract(step, EXACT));
      numbers.add(literal.add(step, EXACT));
    }
    return numbers;
  }

  private static NavigableSet<BigDecimal> within(Variable variable, NavigableSet<BigDecimal> some) {
    NavigableSet<BigDecimal> bounded =
        new TreeSet<>(List.of(variable.lowest(), variable.highest()));
    some.stream()
        .filter(value -> value.compareTo(variable.lowest()) >= 0)
        .filter(value -> value.compareTo(variable.highest()) <= 0)
        .forEach(bounded::add);
    return bounded;
  }

  private static NavigableSet<BigDecimal> midpoints(NavigableSet<BigDecimal> numbers) {
    NavigableSet<BigDecimal> all = new TreeSet<>(numbers);
    List<BigDecimal> sorted = new ArrayList<>(numbers);
    for (int i = 1; i < sorted.size(); i++) {
      all.add(sorted.get(i - 1).add(sorted.get(i)).divide(BigDecimal.valueOf(2), EXACT));
    }
    return all;
  }
}
