package org.kleroterion.trial.protocol.reader;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Range;
import org.kleroterion.trial.protocol.Variable;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Scalars;
import org.kleroterion.trial.protocol.file.Text;
import org.kleroterion.trial.protocol.file.Unique;
import org.kleroterion.trial.protocol.file.Yaml;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;

/** Reads the variables of the data dictionary. */
final class DictionaryReader {
  // With 200 values, 200 outcomes and codes of 64 characters, an entry stays below the 65,535 bytes
  // that a leaf may have.
  private static final int MAX_VARIABLES = 200;
  private static final int MAX_MISSING = 20;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** The reserved words of CEL and the names of its types. */
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "package",
          "namespace",
          "null",
          "return",
          "true",
          "var",
          "void",
          "while",
          "bool",
          "bytes",
          "double",
          "dyn",
          "int",
          "list",
          "map",
          "null_type",
          "string",
          "type",
          "uint");

  private final Members root;
  private final Faults faults;
  private final Map<String, Members> sound = new LinkedHashMap<>();
  private final Set<String> broken = new LinkedHashSet<>();
  private Dictionary dictionary = new Dictionary(List.of());

  DictionaryReader(Members root, Faults faults) {
    this.root = root;
    this.faults = faults;
  }

  /** Reads the variables. The result contains those that have no fault. */
  Dictionary read() {
    List<Variable> variables = new ArrayList<>();
    Unique names = new Unique();
    Set<String> known =
        Set.of("name", "type", "label", "unit", "minimum", "maximum", "missing", "codes");
    for (Members members :
        root.mappings("variables", MAX_VARIABLES, "the list of variables", known)) {
      int before = faults.count();
      Optional<String> name = name(members);
      name.ifPresent(found -> names.check(members, "name", found));
      Optional<Variable> variable = variable(members, name.orElse("unnamed"));
      if (variable.isPresent() && faults.count() == before) {
        variables.add(variable.get());
        warnOfBounds(members, variable.get());
        sound.put(variable.get().name(), members);
      } else if (members.has("name")) {
        members.scalar("name", "").ifPresent(written -> broken.add(written.value()));
      }
    }
    dictionary = new Dictionary(variables);
    return dictionary;
  }

  /** The names of variables that have faults. */
  Set<String> broken() {
    return broken;
  }

  /**
   * Adds a fault for each variable that no rule reads.
   *
   * @param read the variables that the rules read
   */
  void requireUse(Set<String> read) {
    sound.forEach(
        (name, members) -> {
          if (!read.contains(name)) {
            members.fault(
                "name",
                "No rule reads `" + name + "`.",
                "Use it in a rule or remove it: data that is not needed must not be collected.");
          }
        });
  }

  private Optional<String> name(Members members) {
    Optional<String> name = members.text("name", "the variable's name");
    if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
      members.fault(
          "name",
          "`" + Text.shown(name.get()) + "` is not a variable's name.",
          "A name begins with a small letter, followed by up to 63 small letters, digits and"
              + " underscores.");
    } else if (name.isPresent() && RESERVED.contains(name.get())) {
      members.fault(
          "name",
          "`" + name.get() + "` is a reserved word of the language of rules.",
          "Choose another name.");
    }
    return name;
  }

  private Optional<Variable> variable(Members members, String name) {
    Optional<String> label = members.text("label", "the name of the variable for people");
    Optional<Variable.Type> type =
        members
            .word(
                "type",
                List.of("integer", "number", "boolean", "code"),
                "integer, number, boolean or code")
            .map(word -> Variable.Type.valueOf(word.toUpperCase(Locale.ROOT)));
    if (type.isEmpty()) {
      return Optional.empty();
    }
    boolean numeric = type.get() == Variable.Type.INTEGER || type.get() == Variable.Type.NUMBER;
    List<String> notAllowed =
        numeric ? List.of("codes") : List.of("unit", "minimum", "maximum", "missing");
    rejectMembers(members, notAllowed, type.get());
    if (type.get() == Variable.Type.BOOLEAN) {
      rejectMembers(members, List.of("codes"), type.get());
    }
    Optional<String> unit =
        numeric && members.has("unit") ? members.text("unit", "the unit") : Optional.empty();
    Optional<BigDecimal> minimum =
        numeric ? bound(members, "minimum", type.get()) : Optional.empty();
    Optional<BigDecimal> maximum =
        numeric ? bound(members, "maximum", type.get()) : Optional.empty();
    if (minimum.isPresent() && maximum.isPresent() && minimum.get().compareTo(maximum.get()) > 0) {
      members.fault(
          "maximum",
          "It is less than the minimum.",
          "Write a maximum that is not below the minimum.");
    }
    List<BigDecimal> missing =
        numeric && members.has("missing") ? missing(members, type.get()) : List.of();
    Map<String, String> codes =
        type.get() == Variable.Type.CODE ? new CodesReader(members, faults).read() : Map.of();
    return label.map(
        shown -> new Variable(name, type.get(), shown, unit, minimum, maximum, missing, codes));
  }

  private static void warnOfBounds(Members members, Variable variable) {
    for (String bound : List.of("minimum", "maximum")) {
      if (variable.isNumeric() && !members.has(bound)) {
        members.warn(
            bound,
            "`" + variable.name() + "` has no " + bound + ".",
            "Add one: otherwise a typing error or a code for a missing value, such as -99 or 999,"
                + " is taken for a value.");
      }
    }
  }

  private static void rejectMembers(Members members, List<String> names, Variable.Type type) {
    for (String name : names) {
      if (members.has(name)) {
        members.fault(
            name,
            "A variable of type " + type.name().toLowerCase(Locale.ROOT) + " has no " + name + ".",
            "Remove it.");
      }
    }
  }

  private static Optional<BigDecimal> bound(Members members, String name, Variable.Type type) {
    Optional<BigDecimal> bound =
        members.has(name) ? members.number(name, "the bound") : Optional.empty();
    return bound.filter(
        number ->
            isOfType(
                number, type, (what, remedy) -> members.fault(name, what, remedy), "The bounds"));
  }

  /** The codes for a missing value. Codes with faults are left out. */
  private List<BigDecimal> missing(Members members, Variable.Type type) {
    List<BigDecimal> missing = new ArrayList<>();
    List<Yaml> items =
        members
            .list("missing", MAX_MISSING, "the numbers that stand for a missing value")
            .orElse(List.of());
    if (members.isListBelow("missing", 1)) {
      members.fault("missing", "There is no number.", "Write at least one number, or remove it.");
    }
    for (int i = 0; i < items.size(); i++) {
      Yaml item = items.get(i);
      String path = members.path("missing") + "[" + i + "]";
      if (item instanceof Scalar scalar) {
        Scalars.number(scalar, path, faults)
            .filter(
                number ->
                    isOfType(
                        number,
                        type,
                        (what, remedy) -> faults.add(item.line(), path, what, remedy),
                        "The missing codes"))
            .filter(number -> isNew(number, missing, item.line(), path))
            .ifPresent(missing::add);
      } else if (!(item instanceof Yaml.Refused)) {
        faults.add(item.line(), path, "It must be a single value.", "Write a number.");
      }
    }
    return missing;
  }

  private boolean isNew(BigDecimal number, List<BigDecimal> before, int line, String path) {
    boolean repeated = before.stream().anyMatch(code -> code.compareTo(number) == 0);
    if (repeated) {
      faults.add(
          line, path, number.toPlainString() + " is in the list already.", "Write it only once.");
    }
    return !repeated;
  }

  private static boolean isOfType(
      BigDecimal number, Variable.Type type, BiConsumer<String, String> fault, String what) {
    if (!Range.of(type).holds(number)) {
      fault.accept(
          "It is beyond the range of the type.",
          "Write a number from "
              + Variable.lowest(type).toPlainString()
              + " to "
              + Variable.highest(type).toPlainString()
              + ".");
      return false;
    }
    if (type == Variable.Type.INTEGER && number.stripTrailingZeros().scale() > 0) {
      fault.accept("It is not a whole number.", what + " of an integer must be integers.");
      return false;
    }
    return true;
  }
}
