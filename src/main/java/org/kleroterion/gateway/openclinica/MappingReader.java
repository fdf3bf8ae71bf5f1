package org.kleroterion.gateway.openclinica;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.kleroterion.gateway.ServedTrials.Served;
import org.kleroterion.gateway.VariablesReader;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.file.Yaml.Entry;
import org.kleroterion.trial.protocol.file.Yaml.Mapping;
import org.kleroterion.trial.protocol.file.YamlReader;

/** Reads a mapping file. The result is a {@link TrialMapping}, or all faults of the file. */
final class MappingReader {
  private static final Set<String> MEMBERS = Set.of("trial", "code", "sites", "questions");
  private static final Set<String> QUESTION = Set.of("variable", "values", "number");
  private static final int MOST_QUESTIONS = 200;

  private final Faults faults;
  private final Function<String, Optional<Served>> trials;

  private MappingReader(String file, Function<String, Optional<Served>> trials) {
    this.faults = new Faults(file);
    this.trials = trials;
  }

  /**
   * @param file the file's name, used in the faults
   * @param trials finds a served trial by its code
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
            "what the code in an answer is: arm, label or number");
    Optional<Served> served = trial.flatMap(trials);
    if (trial.isPresent() && served.isEmpty()) {
      root.fault(
          "trial", "No trial `" + trial.get() + "` is served here.", "Write a trial that is.");
    }
    List<Question> questions =
        root.has("questions") && served.isPresent()
            ? questions(root, served.get().protocol())
            : List.of();
    Map<String, String> sites =
        root.has("sites") && served.isPresent()
            ? VariablesReader.sites(root, served.get().sites(), faults)
            : Map.of();
    faults.throwIfAny();
    return new TrialMapping(
        trial.orElseThrow(),
        TrialMapping.Carried.valueOf(carried.orElseThrow().toUpperCase(Locale.ROOT)),
        sites,
        questions);
  }

  private List<Question> questions(Members root, Protocol protocol) {
    List<Question> questions = new ArrayList<>();
    VariablesReader variables = new VariablesReader(protocol, faults);
    for (Members members :
        root.mappings("questions", MOST_QUESTIONS, "the questions in the rule's order", QUESTION)) {
      variables
          .variable(members)
          .flatMap(variable -> question(members, variables, variable))
          .ifPresent(questions::add);
    }
    variables.requireAll(
        root,
        "questions",
        "Criteria or strata need these variables. Add a question for each. Or leave out"
            + " `questions`: the subject must then be assessed before it is randomized.");
    return questions;
  }

  private Optional<Question> question(
      Members members, VariablesReader variables, Variable variable) {
    if (members.has("values") == members.has("number")) {
      members.fault(
          "values", "There must be either `values` or `number: true`.", "Write one of them.");
      return Optional.empty();
    }
    if (members.has("values")) {
      return members
          .mapping("values", "each code of the EDC with its value")
          .map(mapping -> coded(members, variables, variable, mapping));
    }
    members.word("number", List.of("true"), "true");
    variables.requireNumber(members, "number", variable);
    return Optional.of(new Question.Numeric(variable.name()));
  }

  private Question coded(
      Members members, VariablesReader variables, Variable variable, Mapping mapping) {
    for (Entry entry : mapping.entries()) {
      if (entry.key().value().equals(Question.NO_ANSWER)) {
        faults.add(
            entry.key().line(),
            members.path("values"),
            "`0` is not a code: the EDC also sends it for a question without an answer.",
            "Give the option another code in the EDC.");
      }
    }
    return new Question.Coded(variable.name(), variables.values(members, variable, mapping));
  }
}
