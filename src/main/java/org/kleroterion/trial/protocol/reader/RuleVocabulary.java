package org.kleroterion.trial.protocol.reader;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.checker.CelStandardDeclarations.StandardFunction.Overload.Conversions;
import dev.cel.checker.CelStandardDeclarations.StandardOverload;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.Operator;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Decimal;
import org.kleroterion.trial.protocol.file.Nearest;
import org.kleroterion.trial.protocol.file.Text;

/**
 * The subset of CEL that rules may use: functions that have a result for all arguments. Integer
 * division, remainders, conversions to integers, text functions, time and macros are excluded.
 */
final class RuleVocabulary {
  private static final String DOUBLE = "double";

  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry(Operator.LOGICAL_AND.getFunction(), "&&"),
          Map.entry(Operator.LOGICAL_OR.getFunction(), "||"),
          Map.entry(Operator.LOGICAL_NOT.getFunction(), "!"),
          Map.entry(Operator.CONDITIONAL.getFunction(), "?:"),
          Map.entry(Operator.EQUALS.getFunction(), "=="),
          Map.entry(Operator.NOT_EQUALS.getFunction(), "!="),
          Map.entry(Operator.LESS.getFunction(), "<"),
          Map.entry(Operator.LESS_EQUALS.getFunction(), "<="),
          Map.entry(Operator.GREATER.getFunction(), ">"),
          Map.entry(Operator.GREATER_EQUALS.getFunction(), ">="),
          Map.entry(Operator.IN.getFunction(), "in"),
          Map.entry(Operator.ADD.getFunction(), "+"),
          Map.entry(Operator.SUBTRACT.getFunction(), "-"),
          Map.entry(Operator.NEGATE.getFunction(), "-"),
          Map.entry(Operator.MULTIPLY.getFunction(), "*"),
          Map.entry(Operator.DIVIDE.getFunction(), "/"),
          Map.entry(DOUBLE, DOUBLE));

  private final Dictionary dictionary;
  private final Set<String> broken;
  private final RuleFaults faults;
  private final Set<String> variables = new LinkedHashSet<>();
  private final List<BigDecimal> literals = new ArrayList<>();
  private Map<Long, Integer> offsets = Map.of();

  RuleVocabulary(Dictionary dictionary, Set<String> broken, RuleFaults faults) {
    this.dictionary = dictionary;
    this.broken = broken;
    this.faults = faults;
  }

  /** The CEL declarations of these functions, for integers, numbers and booleans. */
  static CelStandardDeclarations declarations() {
    return CelStandardDeclarations.newBuilder()
        .filterFunctions(RuleVocabulary::declared)
        .filterIdentifiers(identifier -> false)
        .build();
  }

  private static boolean declared(StandardFunction function, StandardOverload overload) {
    return switch (function) {
      case LOGICAL_AND, LOGICAL_OR, LOGICAL_NOT, CONDITIONAL, EQUALS, NOT_EQUALS, IN -> true;
      case LESS, LESS_EQUALS, GREATER, GREATER_EQUALS, ADD, SUBTRACT, NEGATE, MULTIPLY ->
          overload.celOverloadDecl().parameterTypes().stream().allMatch(RuleVocabulary::numeric);
      case DIVIDE ->
          overload.celOverloadDecl().parameterTypes().stream().allMatch(SimpleType.DOUBLE::equals);
      case DOUBLE -> overload == Conversions.INT64_TO_DOUBLE;
      default -> false;
    };
  }

  private static boolean numeric(CelType type) {
    return type.equals(SimpleType.INT) || type.equals(SimpleType.DOUBLE);
  }

  /** The operator or function as it is written in a rule. */
  static String shown(String function) {
    String operator = OPERATORS.get(function);
    return operator != null ? operator : Text.shown(function.replace("_", "").replace("@", ""));
  }

  /**
   * Whether the rule uses only the allowed subset and reads a variable. Adds a fault for each
   * problem.
   */
  boolean check(CelAbstractSyntaxTree tree) {
    int before = faults.count();
    offsets = tree.getSource().getPositionsMap();
    visit(tree.getExpr());
    if (variables.isEmpty() && faults.count() == before) {
      faults.add(0, "The rule reads no variable.", "A rule must test at least one variable.");
    }
    return faults.count() == before;
  }

  /** The variables that the rule reads, in the order in which they appear. */
  List<String> variables() {
    return List.copyOf(variables);
  }

  /** The numbers in the rule, rounded to the 15 digits that a screening can have. */
  List<BigDecimal> literals() {
    return List.copyOf(literals);
  }

  private void visit(CelExpr expression) {
    int offset = offsets.getOrDefault(expression.id(), 0);
    switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant(), offset);
      case IDENT -> variable(expression.ident().name(), offset);
      case CALL -> call(expression.call(), offset);
      case LIST -> faults.language(offset, "A list that does not follow `in`");
      case SELECT -> faults.language(offset, "`." + expression.select().field() + "`");
      default ->
          faults.language(
              offset, "A " + expression.getKind().name().toLowerCase(Locale.ROOT) + " here");
    }
  }

  private void constant(CelConstant constant, int offset) {
    switch (constant.getKind()) {
      case BOOLEAN_VALUE, STRING_VALUE -> {}
      case INT64_VALUE -> literals.add(BigDecimal.valueOf(constant.int64Value()));
      case DOUBLE_VALUE -> {
        double value = constant.doubleValue();
        if (Double.isFinite(value)) {
          literals.add(BigDecimal.valueOf(value).round(new MathContext(Decimal.DIGITS)));
        } else {
          faults.add(
              offset, "The number is too large.", "Write a number that a variable can have.");
        }
      }
      default -> faults.language(offset, "A constant of this type");
    }
  }

  private void variable(String name, int offset) {
    if (dictionary.variable(name).isEmpty() && !broken.contains(name)) {
      List<String> names = dictionary.variables().stream().map(Variable::name).toList();
      faults.add(
          offset,
          "There is no variable `" + Text.shown(name) + "`." + Nearest.hint(name, names),
          "Use a variable that is listed in `variables`, and put codes between quotes.");
      return;
    }
    variables.add(name);
  }

  private void call(CelCall call, int offset) {
    if (call.target().isPresent() || !OPERATORS.containsKey(call.function())) {
      faults.language(offset, "`" + shown(call.function()) + "`");
      return;
    }
    boolean membership = call.function().equals(Operator.IN.getFunction());
    for (int i = 0; i < call.args().size(); i++) {
      CelExpr argument = call.args().get(i);
      if (membership && i == 1 && argument.getKind() == CelExpr.ExprKind.Kind.LIST) {
        list(argument.list().elements(), offsets.getOrDefault(argument.id(), 0));
      } else {
        visit(argument);
      }
    }
  }

  private void list(List<CelExpr> elements, int offset) {
    if (elements.isEmpty()) {
      faults.add(offset, "The list is empty.", "Write at least one allowed value.");
    }
    for (CelExpr element : elements) {
      if (element.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
        visit(element);
      } else {
        faults.add(
            offsets.getOrDefault(element.id(), 0),
            "A list after `in` may have only numbers and 'codes'.",
            "For other values, use == and ||.");
      }
    }
  }
}
