package org.kleroterion.trial.protocol.reader;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Rule;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Text;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;

/**
 * Compiles a protocol's rules. CEL parses them and checks their types; {@link RuleVocabulary} and
 * {@link RuleMeaning} reject rules that CEL would accept.
 */
public final class RuleCompiler {
  private static final CelOptions OPTIONS =
      CelOptions.current()
          // Allows `largest_metastasis_cm <= 5` instead of 5.0.
          .enableHeterogeneousNumericComparisons(true)
          // A missing value is "unknown"; && and || follow Kleene's three-valued logic.
          .enableUnknownTracking(true)
          .maxExpressionCodePointSize(Text.LONGEST)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

  private final Dictionary dictionary;
  private final Set<String> broken;
  private final Faults faults;
  private final CelCompiler cel;
  private final Set<String> read = new HashSet<>();
  private boolean complete = true;

  /**
   * @param broken variables that have faults; a rule that reads one of them is not checked further
   */
  RuleCompiler(Dictionary dictionary, Set<String> broken, Faults faults) {
    this.dictionary = dictionary;
    this.broken = broken;
    this.faults = faults;
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardMacros()
            .setStandardDeclarations(RuleVocabulary.declarations());
    for (Variable variable : dictionary.variables()) {
      builder.addVar(variable.name(), type(variable.type()));
    }
    this.cel = builder.build();
  }

  private static CelType type(Variable.Type type) {
    return switch (type) {
      case INTEGER -> SimpleType.INT;
      case NUMBER -> SimpleType.DOUBLE;
      case BOOLEAN -> SimpleType.BOOL;
      case CODE -> SimpleType.STRING;
    };
  }

  /** Compiles the member `rule`. If it is not a valid condition, adds a fault; then empty. */
  Optional<Rule> compile(Members members) {
    Optional<Scalar> scalar = members.scalar("rule", "the condition");
    Optional<String> source = scalar.map(Scalar::value);
    if (source.flatMap(Text::wrong).isPresent()) {
      members.fault(
          "rule", source.flatMap(Text::wrong).orElseThrow(), "Write the condition on one line.");
      source = Optional.empty();
    }
    if (source.isEmpty()) {
      complete = false;
      return Optional.empty();
    }
    return compile(source.get(), new RuleFaults(faults, members));
  }

  private Optional<Rule> compile(String source, RuleFaults ruleFaults) {
    CelValidationResult parsed = cel.parse(source);
    if (parsed.hasError()) {
      complete = false;
      // Report only the first error: the parser's further errors mostly follow from it.
      ruleFaults.syntax(parsed.getErrors().get(0));
      return Optional.empty();
    }
    RuleVocabulary vocabulary = new RuleVocabulary(dictionary, broken, ruleFaults);
    boolean known = vocabulary.check(tree(parsed));
    read.addAll(vocabulary.variables());
    if (!known || vocabulary.variables().stream().anyMatch(broken::contains)) {
      return Optional.empty();
    }
    CelValidationResult checked = cel.check(tree(parsed));
    if (checked.hasError()) {
      List<CelIssue> errors = checked.getErrors();
      errors.forEach(ruleFaults::type);
      return Optional.empty();
    }
    return new RuleMeaning(dictionary, tree(checked), ruleFaults).check()
        ? Optional.of(rule(source, vocabulary, tree(checked)))
        : Optional.empty();
  }

  private static Rule rule(String source, RuleVocabulary vocabulary, CelAbstractSyntaxTree tree) {
    try {
      return new Rule(
          source, vocabulary.variables(), vocabulary.literals(), RUNTIME.createProgram(tree));
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("A checked rule cannot be compiled: " + source, e);
    }
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("A CEL result without errors has no syntax tree", e);
    }
  }

  /** The variables that the rules compiled so far read. */
  Set<String> read() {
    return read;
  }

  /** Whether all rules so far could be parsed, so that {@link #read} lists all variables read. */
  boolean complete() {
    return complete;
  }
}
