package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Faults;
import org.kleroterion.trial.protocol.Members;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.ProtocolRefused;
import org.kleroterion.trial.protocol.Scalars;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.Yaml.Entry;
import org.kleroterion.trial.protocol.Yaml.Mapping;
import org.kleroterion.trial.protocol.Yaml.Scalar;
import org.kleroterion.trial.protocol.YamlReader;

/** Reads a mapping file: a {@link TrialMapping} if nothing is wrong with it, else every fault. */
final class MappingReader {
  private static final Set<String> MEMBERS = Set.of("trial", "code", "sites", "questions");
  private static final Set<String> QUESTION = Set.of("variable", "values", "number");
  private static final int MOST_QUESTIONS = 200;
  private static final int MOST_CODES = 100;
  private static final int LONGEST_CODE = 64;

  private final Faults faults;
  private final Function<String, Optional<Served>> trials;

  /** A trial's protocol in force and the codes of its sites, those added since among them. */
  record Served(Protocol protocol, Set<String> sites) {}

  private MappingReader(String file, Function<String, Optional<Served>> trials) {
    this.faults = new Faults(file);
    this.trials = trials;
  }

  /**
   * @param file its name, only for the faults
   * @param trials each trial that is served, as it is now
   * @throws ProtocolRefused with every fault of the file
   */
  static TrialMapping read(String file, byte[] bytes, Function<String, Optional<Served>> trials) {
    return new MappingReader(file, trials).read(bytes);
  }

  private TrialMapping read(byte[] bytes) {
    YamlReader yaml = new YamlReader(faults);
    Optional<Mapping> mapping = yaml.decode(bytes).flatMap(yaml::read);
    if (mapping.isEmpty()) {
      faults.throwIfAny();
    }
    Members root = new Members(mapping.orElseThrow(), "", faults, MEMBERS);
    Optional<String> trial = root.code("trial", "the trial's code");
    Optional<String> carried =
        root.word(
            "code",
            List.of("arm", "label", "number"),
            "what an answer carries: arm, label, number");
    Optional<Served> served = trial.flatMap(trials);
    if (trial.isPresent() && served.isEmpty()) {
      root.fault("trial", "No trial `" + trial.get() + "` is served here.", "Write one that is.");
    }
    List<Question> questions =
        root.has("questions") && served.isPresent()
            ? questions(root, served.get().protocol())
            : List.of();
    Map<String, String> sites =
        root.has("sites") && served.isPresent() ? sites(root, served.get().sites()) : Map.of();
    faults.throwIfAny();
    return new TrialMapping(
        trial.orElseThrow(),
        TrialMapping.Carried.valueOf(carried.orElseThrow().toUpperCase(Locale.ROOT)),
        sites,
        questions);
  }

  private Map<String, String> sites(Members root, Set<String> known) {
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
            "It is no site of the trial.",
            "Write the code of one: " + String.join(", ", known.stream().sorted().toList()) + ".");
      }
    }
    return sites;
  }

  private List<Question> questions(Members root, Protocol protocol) {
    List<Question> questions = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (Members members :
        root.mappings("questions", MOST_QUESTIONS, "the questions in the rule's order", QUESTION)) {
      Optional<Variable> variable = variable(members, protocol, asked);
      variable.ifPresent(found -> question(members, protocol, found).ifPresent(questions::add));
    }
    Set<String> missing = needed(protocol);
    missing.removeAll(asked);
    if (!missing.isEmpty()) {
      root.fault(
          "questions",
          "No question is asked about " + String.join(", ", missing) + ".",
          "Criteria or strata need them; leave out `questions` as a whole to use the assessments"
              + " that are registered before.");
    }
    return questions;
  }

  private static Set<String> needed(Protocol protocol) {
    Set<String> needed = new LinkedHashSet<>();
    Stream.concat(
            protocol.criteria().stream().map(Criterion::rule),
            protocol.factors().stream()
                .flatMap(factor -> factor.levels().stream())
                .map(level -> level.rule()))
        .forEach(rule -> needed.addAll(rule.variables()));
    return needed;
  }

  private static Optional<Variable> variable(
      Members members, Protocol protocol, Set<String> asked) {
    Optional<String> name = members.text("variable", "the name of a variable of the protocol");
    Optional<Variable> variable = name.flatMap(protocol.dictionary()::variable);
    if (name.isPresent() && variable.isEmpty()) {
      members.fault("variable", "The protocol has no such variable.", "Write one that it has.");
    } else if (name.isPresent() && !asked.add(name.get())) {
      members.fault("variable", "`" + name.get() + "` is asked twice.", "Remove one.");
    }
    return variable;
  }

  private Optional<Question> question(Members members, Protocol protocol, Variable variable) {
    if (members.has("values") == members.has("number")) {
      members.fault(
          "values", "There must be either `values` or `number: true`.", "Write one of them.");
      return Optional.empty();
    }
    if (members.has("values")) {
      return members
          .mapping("values", "each code of the EDC with its value")
          .map(
              mapping ->
                  new Question.Coded(
                      variable.name(), values(members, protocol, variable, mapping)));
    }
    members.word("number", List.of("true"), "true");
    if (variable.type() != Variable.Type.INTEGER && variable.type() != Variable.Type.NUMBER) {
      members.fault(
          "number", "`" + variable.name() + "` is not a number.", "Write `values` instead.");
    }
    return Optional.of(new Question.Numeric(variable.name()));
  }

  private Map<String, JsonNode> values(
      Members members, Protocol protocol, Variable variable, Mapping mapping) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    Set<String> folded = new HashSet<>();
    if (mapping.entries().isEmpty() || mapping.entries().size() > MOST_CODES) {
      members.fault(
          "values",
          "There are " + mapping.entries().size() + ".",
          "Write from 1 to " + MOST_CODES + ".");
    }
    String path = members.path("values");
    for (Entry entry : mapping.entries()) {
      Optional<String> code = code(entry.key(), path, folded);
      Optional<JsonNode> value = value(entry, path, variable);
      value.ifPresent(node -> requireOf(protocol, variable, node, entry, path));
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
    if (text.equals(Question.NO_ANSWER)) {
      faults.add(
          key.line(),
          path,
          "`0` is no code: it is also what stands for a question without an answer.",
          "Give the item's option another code in the EDC.");
    } else if (!text.equals(text.strip()) || text.length() > LONGEST_CODE) {
      faults.add(
          key.line(),
          path,
          "A code has no spaces around it and at most " + LONGEST_CODE + " characters.",
          "Write it as the EDC sends it.");
    } else if (!folded.add(text.toLowerCase(Locale.ROOT))) {
      faults.add(
          key.line(),
          path,
          "`" + text + "` is here already, but for capital letters.",
          "Choose codes that differ by more.");
    }
    return code;
  }

  private Optional<JsonNode> value(Entry entry, String path, Variable variable) {
    if (!(entry.value() instanceof Scalar scalar)) {
      faults.add(entry.value().line(), path, "It must be a single value.", "Write the variable's.");
      return Optional.empty();
    }
    return switch (variable.type()) {
      case INTEGER, NUMBER -> Scalars.number(scalar, path, faults).map(DecimalNode::valueOf);
      case CODE -> Scalars.text(scalar, path, faults).map(TextNode::valueOf);
      case BOOLEAN -> truth(scalar, path);
    };
  }

  private Optional<JsonNode> truth(Scalar scalar, String path) {
    if (scalar.plain() && (scalar.value().equals("true") || scalar.value().equals("false"))) {
      return Optional.of(BooleanNode.valueOf(scalar.value().equals("true")));
    }
    faults.add(scalar.line(), path, "It must be true or false.", "Write one, without quotes.");
    return Optional.empty();
  }

  private void requireOf(
      Protocol protocol, Variable variable, JsonNode value, Entry entry, String path) {
    try {
      protocol
          .dictionary()
          .read(JsonNodeFactory.instance.objectNode().set(variable.name(), value), "");
    } catch (InvalidRequest wrong) {
      faults.add(
          entry.value().line(),
          path,
          "It is no value of `" + variable.name() + "`.",
          wrong.violations().get(0).message());
    }
  }
}
