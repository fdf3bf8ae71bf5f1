package org.kleroterion.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Scalars;
import org.kleroterion.trial.protocol.file.Yaml.Entry;
import org.kleroterion.trial.protocol.file.Yaml.Mapping;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;

/** Reads the part of a mapping file that maps another system's answers to variables and values. */
public final class VariablesReader {
  private static final int MOST_CODES = 100;
  private static final int LONGEST_CODE = 64;

  private final Protocol protocol;
  private final Faults faults;
  private final Set<String> asked = new HashSet<>();

  public VariablesReader(Protocol protocol, Faults faults) {
    this.protocol = protocol;
    this.faults = faults;
  }

  /** The member {@code variable}: a variable of the protocol, used at most once per file. */
  public Optional<Variable> variable(Members members) {
    Optional<String> name = members.text("variable", "the name of a variable of the protocol");
    Optional<Variable> variable = name.flatMap(protocol.dictionary()::variable);
    if (name.isPresent() && variable.isEmpty()) {
      members.fault(
          "variable",
          "The protocol has no such variable.",
          "Write the name of one of its variables.");
    } else if (name.isPresent() && !asked.add(name.get())) {
      members.fault(
          "variable", "`" + name.get() + "` is asked twice.", "Remove one of the questions.");
    }
    return variable;
  }

  /**
   * Adds a fault if a criterion or a stratum needs a variable that no question asks for.
   *
   * @param remedy a sentence
   */
  public void requireAll(Members root, String member, String remedy) {
    Set<String> missing = needed();
    missing.removeAll(asked);
    if (!missing.isEmpty()) {
      root.fault(member, "No question is asked about " + String.join(", ", missing) + ".", remedy);
    }
  }

  private Set<String> needed() {
    Set<String> needed = new LinkedHashSet<>();
    Stream.concat(
            protocol.criteria().stream().map(Criterion::rule),
            protocol.factors().stream()
                .flatMap(factor -> factor.levels().stream())
                .map(level -> level.rule()))
        .forEach(rule -> needed.addAll(rule.variables()));
    return needed;
  }

  /** Adds a fault unless the variable is a number. */
  public void requireNumber(Members members, String member, Variable variable) {
    if (variable.type() != Variable.Type.INTEGER && variable.type() != Variable.Type.NUMBER) {
      members.fault(member, "`" + variable.name() + "` is not a number.", "Use `values` instead.");
    }
  }

  /** The member {@code values}: each code of a closed list with its value, in the file's order. */
  public Map<String, JsonNode> values(Members members, Variable variable, Mapping mapping) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    Set<String> folded = new HashSet<>();
    if (mapping.entries().isEmpty() || mapping.entries().size() > MOST_CODES) {
      members.fault(
          "values",
          "It has " + mapping.entries().size() + " codes.",
          "Write 1 to " + MOST_CODES + " codes.");
    }
    String path = members.path("values");
    for (Entry entry : mapping.entries()) {
      Optional<String> code = code(entry.key(), path, folded);
      Optional<JsonNode> value = value(entry, path, variable);
      value.ifPresent(node -> requireValid(variable, node, entry, path));
      if (code.isPresent() && value.isPresent()) {
        values.put(code.get(), value.get());
      }
    }
    return values;
  }

  private Optional<String> code(Scalar key, String path, Set<String> folded) {
    Optional<String> code = Scalars.text(key, path, faults);
    if (code.isEmpty()) {
      return code;
    }
    String text = code.get();
    if (!text.equals(text.strip()) || text.length() > LONGEST_CODE) {
      faults.add(
          key.line(),
          path,
          "A code has no spaces around it and at most " + LONGEST_CODE + " characters.",
          "Write it exactly as the EDC sends it.");
    } else if (!folded.add(text.toLowerCase(Locale.ROOT))) {
      faults.add(
          key.line(),
          path,
          "`" + text + "` is here already; only capital letters differ.",
          "Choose codes that differ in more than capital letters.");
    }
    return code;
  }

  private Optional<JsonNode> value(Entry entry, String path, Variable variable) {
    if (!(entry.value() instanceof Scalar scalar)) {
      faults.add(
          entry.value().line(), path, "It must be a single value.", "Write the variable's value.");
      return Optional.empty();
    }
    return switch (variable.type()) {
      case INTEGER, NUMBER -> Scalars.number(scalar, path, faults).map(DecimalNode::valueOf);
      case CODE -> Scalars.text(scalar, path, faults).map(TextNode::valueOf);
      case BOOLEAN -> truth(scalar, path);
    };
  }

  private Optional<JsonNode> truth(Scalar scalar, String path) {
    if (scalar.plain() && List.of("true", "false").contains(scalar.value())) {
      return Optional.of(BooleanNode.valueOf(scalar.value().equals("true")));
    }
    faults.add(scalar.line(), path, "It must be true or false.", "Write it without quotes.");
    return Optional.empty();
  }

  private void requireValid(Variable variable, JsonNode value, Entry entry, String path) {
    try {
      protocol
          .dictionary()
          .read(JsonNodeFactory.instance.objectNode().set(variable.name(), value), "");
    } catch (InvalidRequest invalid) {
      faults.add(
          entry.value().line(),
          path,
          "It is not a value of `" + variable.name() + "`.",
          invalid.violations().get(0).message());
    }
  }

  /**
   * The member {@code sites}: the other system's identifier of each site with the site's code.
   *
   * @param known the codes of the trial's sites
   */
  public static Map<String, String> sites(Members root, Set<String> known, Faults faults) {
    Map<String, String> sites = new LinkedHashMap<>();
    String path = root.path("sites");
    List<Entry> entries =
        root.mapping("sites", "each identifier of the EDC with the site's code")
            .map(Mapping::entries)
            .orElse(List.of());
    for (Entry entry : entries) {
      Optional<String> identifier = Scalars.text(entry.key(), path, faults);
      if (entry.value() instanceof Scalar scalar && known.contains(scalar.value())) {
        identifier.ifPresent(text -> sites.put(text, scalar.value()));
      } else {
        faults.add(
            entry.value().line(),
            path,
            "It is not a site of the trial.",
            "Write one of the codes " + String.join(", ", known.stream().sorted().toList()) + ".");
      }
    }
    return sites;
  }
}
