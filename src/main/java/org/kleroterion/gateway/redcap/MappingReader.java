package org.kleroterion.gateway.redcap;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kleroterion.gateway.ServedTrials.Served;
import org.kleroterion.gateway.VariablesReader;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.ProtocolRefused;
import org.kleroterion.trial.protocol.file.Scalars;
import org.kleroterion.trial.protocol.file.Yaml.Entry;
import org.kleroterion.trial.protocol.file.Yaml.Mapping;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;
import org.kleroterion.trial.protocol.file.YamlReader;

/** Reads a mapping file. The result is a {@link ProjectMapping}, or all faults of the file. */
final class MappingReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "trial",
          "record",
          "subject",
          "instrument",
          "complete",
          "event",
          "site",
          "sites",
          "questions",
          "results");
  private static final List<String> UNITS = List.of("years", "months", "days");
  private static final Set<String> QUESTION =
      Set.of("variable", "field", "values", "number", "years", "months", "days");
  private static final Set<String> DATES = Set.of("from", "to");
  private static final Set<String> RESULTS =
      Set.of("arm", "arms", "number", "time", "verdict", "reason");
  private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_]{0,99}");
  private static final Pattern EVENT = Pattern.compile("[a-z0-9][a-z0-9_]{0,99}");
  private static final int MOST_QUESTIONS = 200;
  private static final String A_FIELD = "the name of a field";

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
  static ProjectMapping read(String file, byte[] bytes, Function<String, Optional<Served>> trials) {
    return new MappingReader(file, trials).read(bytes);
  }

  private ProjectMapping read(byte[] bytes) {
    YamlReader yaml = new YamlReader(faults);
    Optional<Mapping> mapping = yaml.decode(bytes).flatMap(yaml::read);
    if (mapping.isEmpty()) {
      faults.throwIfAny();
    }
    Members root = new Members(mapping.orElseThrow(), "", faults, MEMBERS);
    Optional<String> trial = root.code("trial", "the trial's code");
    Optional<Served> served = trial.flatMap(trials);
    if (trial.isPresent() && served.isEmpty()) {
      root.fault(
          "trial", "No trial `" + trial.get() + "` is served here.", "Write a trial that is.");
    }
    Optional<String> record = name(root, "record", FIELD, "the field that names the record");
    Optional<String> subject = root.has("subject") ? name(root, "subject", FIELD, A_FIELD) : record;
    Optional<String> instrument = optionalName(root, "instrument", FIELD, "an instrument's name");
    boolean complete = root.has("complete");
    if (complete) {
      root.word("complete", List.of("true"), "true");
      if (!root.has("instrument")) {
        root.fault(
            "complete", "There is no `instrument`.", "Name the instrument that must be complete.");
      }
    }
    Optional<String> event = optionalName(root, "event", EVENT, "an event's unique name");
    Optional<String> site = name(root, "site", FIELD, "the field that holds the site");
    Map<String, String> sites =
        served.map(known -> VariablesReader.sites(root, known.sites(), faults)).orElse(Map.of());
    List<Question> questions =
        served.map(known -> questions(root, known.protocol())).orElse(List.of());
    Optional<Results> results = served.flatMap(known -> results(root, known.protocol()));
    Set<String> read = new HashSet<>();
    Stream.of(record, subject, site).forEach(column -> column.ifPresent(read::add));
    questions.forEach(question -> read.addAll(question.columns()));
    results.ifPresent(found -> requireSeparate(root, found, read));
    faults.throwIfAny();
    return new ProjectMapping(
        trial.orElseThrow(),
        record.orElseThrow(),
        subject.orElseThrow(),
        instrument,
        complete,
        event,
        site.orElseThrow(),
        sites,
        questions,
        results.orElseThrow());
  }

  private static Optional<String> name(
      Members members, String member, Pattern form, String meaning) {
    Optional<String> name = members.text(member, meaning);
    if (name.filter(text -> !form.matcher(text).matches()).isPresent()) {
      members.fault(
          member,
          "`" + name.get() + "` is not a name in REDCap.",
          "Write it as in the data dictionary: small letters, digits and underscores.");
      return Optional.empty();
    }
    return name;
  }

  private static Optional<String> optionalName(
      Members members, String member, Pattern form, String meaning) {
    return members.has(member) ? name(members, member, form, meaning) : Optional.empty();
  }

  private List<Question> questions(Members root, Protocol protocol) {
    List<Question> questions = new ArrayList<>();
    VariablesReader variables = new VariablesReader(protocol, faults);
    for (Members members :
        root.mappings("questions", MOST_QUESTIONS, "the field of each variable", QUESTION)) {
      variables
          .variable(members)
          .flatMap(variable -> question(members, variables, variable))
          .ifPresent(questions::add);
    }
    variables.requireAll(
        root, "questions", "Criteria or strata need these variables: name the field of each.");
    return questions;
  }

  private Optional<Question> question(
      Members members, VariablesReader variables, Variable variable) {
    List<String> kinds =
        List.of("values", "number", "years", "months", "days").stream()
            .filter(members::has)
            .toList();
    if (kinds.size() != 1) {
      members.fault(
          "values",
          "There must be one of `values`, `number: true`, `years`, `months` and `days`.",
          "Write exactly one of them.");
      return Optional.empty();
    }
    String kind = kinds.get(0);
    if (UNITS.contains(kind)) {
      return elapsed(members, variables, variable, kind);
    }
    Optional<String> field = name(members, "field", FIELD, A_FIELD + ", or field___1");
    if (kind.equals("number")) {
      members.word("number", List.of("true"), "true");
      variables.requireNumber(members, "number", variable);
      return field.map(column -> new Question.Numeric(variable.name(), column));
    }
    return members
        .mapping("values", "each code of the field with its value")
        .map(mapping -> variables.values(members, variable, mapping))
        .flatMap(
            values -> field.map(column -> new Question.Coded(variable.name(), column, values)));
  }

  private Optional<Question> elapsed(
      Members members, VariablesReader variables, Variable variable, String unit) {
    variables.requireNumber(members, unit, variable);
    if (members.has("field")) {
      members.fault(
          "field", "Two dates have two fields.", "Remove `field`; write only `from` and `to`.");
    }
    return members
        .mapping(unit, "{from: the field of the earlier date, to: the field of the later date}")
        .map(mapping -> new Members(mapping, members.path(unit), faults, DATES))
        .flatMap(
            dates -> {
              Optional<String> from = name(dates, "from", FIELD, A_FIELD);
              Optional<String> to = name(dates, "to", FIELD, A_FIELD);
              return from.flatMap(
                  start ->
                      to.map(
                          end ->
                              new Question.Elapsed(
                                  variable.name(),
                                  start,
                                  end,
                                  ChronoUnit.valueOf(unit.toUpperCase(Locale.ROOT)))));
            });
  }

  private Optional<Results> results(Members root, Protocol protocol) {
    return root.mapping("results", "the fields that the result is written to")
        .map(mapping -> new Members(mapping, root.path("results"), faults, RESULTS))
        .flatMap(
            members -> {
              Optional<String> arm = optionalName(members, "arm", FIELD, A_FIELD);
              Optional<String> number = optionalName(members, "number", FIELD, A_FIELD);
              if (!members.has("arm") && !members.has("number")) {
                members.fault(
                    "arm", "There is neither `arm` nor `number`.", "Write at least one of them.");
              }
              Optional<String> time = optionalName(members, "time", FIELD, A_FIELD);
              Optional<String> reason = optionalName(members, "reason", FIELD, A_FIELD);
              Map<String, String> arms =
                  members.has("arms") ? arms(members, protocol) : Map.<String, String>of();
              return name(members, "verdict", FIELD, A_FIELD)
                  .map(verdict -> new Results(arm, arms, number, time, verdict, reason));
            });
  }

  private Map<String, String> arms(Members members, Protocol protocol) {
    Map<String, String> arms = new LinkedHashMap<>();
    String path = members.path("arms");
    for (Entry entry :
        members
            .mapping("arms", "each arm's code with the field's code for the arm")
            .map(Mapping::entries)
            .orElse(List.of())) {
      if (entry.value() instanceof Scalar scalar) {
        Scalars.text(scalar, path, faults).ifPresent(code -> arms.put(entry.key().value(), code));
      }
    }
    Set<String> codes = new HashSet<>(arms.values());
    Set<String> known = new HashSet<>(protocol.arms().stream().map(Arm::code).toList());
    if (!arms.keySet().equals(known) || codes.size() != arms.size()) {
      members.fault(
          "arms",
          "It must have every arm of the protocol once, each with another code.",
          "Write a different code for each of "
              + String.join(", ", known.stream().sorted().toList())
              + ".");
    }
    return arms;
  }

  // A result written over an answer would change the screening of the next save.
  private static void requireSeparate(Members root, Results results, Set<String> read) {
    Set<String> used = new HashSet<>(read);
    for (String field : results.fields()) {
      if (!used.add(field)) {
        root.fault("results", "`" + field + "` is here for two things.", "Choose another field.");
      }
    }
  }
}
