package org.kleroterion.trial.protocol.reader;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.Operator;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Range;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Nearest;
import org.kleroterion.trial.protocol.file.Text;

/**
 * Rejects rules that have correct types but are certainly wrong: they compare a variable with a
 * code that it does not have, or their arithmetic has no result for some screening.
 */
final class RuleMeaning {
  private static final BigDecimal MAX_INT = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal MAX_DOUBLE = new BigDecimal("1e300");

  private final Dictionary dictionary;
  private final CelAbstractSyntaxTree tree;
  private final RuleFaults faults;

  RuleMeaning(Dictionary dictionary, CelAbstractSyntaxTree tree, RuleFaults faults) {
    this.dictionary = dictionary;
    this.tree = tree;
    this.faults = faults;
  }

  /** Whether the rule passes. Adds a fault for each problem. */
  boolean check() {
    int before = faults.count();
    if (!SimpleType.BOOL.equals(tree.getResultType())) {
      faults.add(
          0,
          "The rule is not a condition.",
          "The result must be true or false. Compare the value with another.");
    }
    visit(tree.getExpr());
    return faults.count() == before;
  }

  /** The range of the expression's values; empty if it is not numeric or has a fault. */
  private Optional<Range> visit(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case IDENT -> variable(expression).filter(Variable::isNumeric).map(Range::of);
      case CALL -> call(expression);
      default -> Optional.empty();
    };
  }

  private static Optional<Range> constant(CelConstant constant) {
    return switch (constant.getKind()) {
      case INT64_VALUE -> Optional.of(Range.of(BigDecimal.valueOf(constant.int64Value())));
      case DOUBLE_VALUE -> Optional.of(Range.of(BigDecimal.valueOf(constant.doubleValue())));
      default -> Optional.empty();
    };
  }

  private Optional<Range> call(CelExpr expression) {
    CelCall call = expression.call();
    List<Optional<Range>> ranges = call.args().stream().map(this::visit).toList();
    String function = call.function();
    if (Set.of(Operator.EQUALS.getFunction(), Operator.NOT_EQUALS.getFunction(), "@in")
        .contains(function)) {
      checkCodes(call.args().get(0), call.args().get(1));
      return Optional.empty();
    }
    if (!isNumeric(expression)) {
      return Optional.empty();
    }
    if (function.equals(Operator.CONDITIONAL.getFunction())) {
      return ranges.get(1).flatMap(yes -> ranges.get(2).map(yes::or));
    }
    if (ranges.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    Range left = ranges.get(0).orElseThrow();
    Range right = ranges.get(ranges.size() - 1).orElseThrow();
    if (function.equals(Operator.DIVIDE.getFunction()) && right.holds(BigDecimal.ZERO)) {
      faults.add(
          offset(expression),
          "The divisor can be 0.",
          "Give the divisor's variable a minimum above 0, or multiply instead.");
      return Optional.empty();
    }
    return withinLimits(
        expression,
        switch (shown(function)) {
          case "+" -> left.plus(right);
          case "-" -> ranges.size() == 1 ? left.negate() : left.minus(right);
          case "*" -> left.times(right);
          case "/" -> left.over(right);
          default -> left;
        });
  }

  private static String shown(String function) {
    return RuleVocabulary.shown(function);
  }

  private Optional<Range> withinLimits(CelExpr expression, Range range) {
    boolean integer = SimpleType.INT.equals(tree.getType(expression.id()).orElse(null));
    if (range.within(integer ? MAX_INT : MAX_DOUBLE)) {
      return Optional.of(range);
    }
    faults.add(
        offset(expression),
        "The result can be too large to be computed.",
        "Give the variables a minimum and a maximum.");
    return Optional.empty();
  }

  private boolean isNumeric(CelExpr expression) {
    Object type = tree.getType(expression.id()).orElse(SimpleType.DYN);
    return type.equals(SimpleType.INT) || type.equals(SimpleType.DOUBLE);
  }

  /** A code comparison must compare a variable with its own codes. Anything else is a mistake. */
  private void checkCodes(CelExpr left, CelExpr right) {
    if (!isCode(left) && !isCode(right)) {
      return;
    }
    List<CelExpr> literals =
        right.getKind() == Kind.LIST ? right.list().elements() : List.of(right);
    if (variable(left).isPresent()) {
      literals.forEach(literal -> checkCode(variable(left).orElseThrow(), literal));
    } else if (variable(right).isPresent()) {
      checkCode(variable(right).orElseThrow(), left);
    } else {
      faults.add(
          offset(left), "No variable is compared here.", "Compare a variable with its codes.");
    }
  }

  private void checkCode(Variable variable, CelExpr literal) {
    if (variable(literal).isPresent()) {
      return;
    }
    if (literal.getKind() != Kind.CONSTANT) {
      faults.add(
          offset(literal), "A computed code is compared.", "Compare a variable with its codes.");
      return;
    }
    String code = literal.constant().stringValue();
    if (!variable.codes().containsKey(code)) {
      faults.add(
          offset(literal),
          "`"
              + variable.name()
              + "` has no code '"
              + Text.shown(code)
              + "'."
              + Nearest.hint(code, variable.codes().keySet()),
          "Its codes are " + String.join(", ", variable.codes().keySet()) + ".");
    }
  }

  private boolean isCode(CelExpr expression) {
    return SimpleType.STRING.equals(tree.getType(expression.id()).orElse(null));
  }

  private Optional<Variable> variable(CelExpr expression) {
    return expression.getKind() == Kind.IDENT
        ? dictionary.variable(expression.ident().name())
        : Optional.empty();
  }

  private int offset(CelExpr expression) {
    return tree.getSource().getPositionsMap().getOrDefault(expression.id(), 0);
  }
}
