package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kleroterion.trial.protocol.Yaml.Entry;
import org.kleroterion.trial.protocol.Yaml.Mapping;
import org.kleroterion.trial.protocol.Yaml.Scalar;
import org.kleroterion.trial.protocol.Yaml.Sequence;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Takes the members of one mapping, each for what it must be. What is missing, of another type or
 * not known becomes a fault, and the answer is empty.
 */
final class Members {
  private static final Resolver YAML = new Resolver();
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

  private final Mapping mapping;
  private final String path;
  private final Faults faults;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> misspelt = new HashSet<>();

  /**
   * @param known the names that the mapping may have
   */
  Members(Mapping mapping, String path, Faults faults, Set<String> known) {
    this.mapping = mapping;
    this.path = path;
    this.faults = faults;
    for (Entry entry : mapping.entries()) {
      String name = entry.key().value();
      if (known.contains(name)) {
        entries.put(name, entry);
      } else {
        Nearest.to(name, known).ifPresent(misspelt::add);
        faults.add(
            entry.key().line(),
            path,
            "There is no member `" + Text.shown(name) + "` here." + Nearest.hint(name, known),
            "Remove it; there may be " + String.join(", ", known.stream().sorted().toList()) + ".");
      }
    }
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Whether the member is a list, and of so few items, be they right or wrong. */
  boolean isListBelow(String name, int size) {
    Entry entry = entries.get(name);
    return entry != null
        && entry.value() instanceof Sequence sequence
        && sequence.items().size() < size;
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The member's line, or its mapping's if it is missing. */
  int line(String name) {
    Entry entry = entries.get(name);
    return entry == null ? mapping.line() : entry.value().line();
  }

  void fault(String name, String what, String remedy) {
    faults.add(line(name), path(name), what, remedy);
  }

  /** Text that can be seen, of at most {@value Text#LONGEST} characters. */
  Optional<String> text(String name, String meaning) {
    Optional<Scalar> scalar = scalar(name, meaning);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    return text(scalar.get(), path(name), faults);
  }

  /** The scalar's value, if YAML cannot take it for anything else than text. */
  static Optional<String> text(Scalar scalar, String path, Faults faults) {
    String text = scalar.value();
    if (scalar.plain() && (NUMBER.matcher(text).matches() || !isText(text))) {
      faults.add(
          scalar.line(),
          path,
          text.isEmpty() ? "It is empty." : "YAML does not take `" + text + "` for text.",
          text.isEmpty() ? "Write it." : "Put it between quotes: \"" + text + "\".");
      return Optional.empty();
    }
    Optional<String> wrong = Text.wrong(text);
    wrong.ifPresent(
        what ->
            faults.add(
                scalar.line(),
                path,
                what,
                "Text is one line of 1 to " + Text.LONGEST + " characters that can be seen."));
    return wrong.isPresent() ? Optional.empty() : Optional.of(text);
  }

  private static boolean isText(String text) {
    return YAML.resolve(NodeId.scalar, text, true).equals(Tag.STR);
  }

  Optional<String> code(String name, String meaning) {
    Optional<String> code = text(name, meaning);
    if (code.isPresent() && !Code.matches(code.get())) {
      fault(name, "`" + Text.shown(code.get()) + "` is not a code.", Code.REMEDY);
      return Optional.empty();
    }
    return code;
  }

  /** One of the words given. */
  Optional<String> word(String name, List<String> words, String meaning) {
    Optional<Scalar> scalar = scalar(name, meaning);
    if (scalar.isPresent() && !words.contains(scalar.get().value())) {
      fault(
          name,
          "`" + Text.shown(scalar.get().value()) + "` is not one of the words for it.",
          "Write " + String.join(" or ", words) + ".");
      return Optional.empty();
    }
    return scalar.map(Scalar::value);
  }

  Optional<Integer> integer(String name, int least, int most, String meaning) {
    return scalar(name, meaning)
        .flatMap(scalar -> integer(scalar, path(name), least, most, faults));
  }

  static Optional<Integer> integer(Scalar scalar, String path, int least, int most, Faults faults) {
    String text = scalar.value();
    if (scalar.plain() && INTEGER.matcher(text).matches()) {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return Optional.of((int) value);
      }
    }
    faults.add(
        scalar.line(),
        path,
        "`" + Text.shown(text) + "` is not a whole number from " + least + " to " + most + ".",
        "Write one, without quotes.");
    return Optional.empty();
  }

  /** A number of at most 15 digits, as a screening may hold. */
  Optional<BigDecimal> number(String name, String meaning) {
    Optional<Scalar> scalar = scalar(name, meaning);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    String text = scalar.get().value();
    // Up to 30 characters, so that no exponent can be large enough to hurt.
    if (scalar.get().plain() && text.length() <= 30 && NUMBER.matcher(text).matches()) {
      try {
        BigDecimal number = new BigDecimal(text);
        if (number.stripTrailingZeros().precision() <= Decimal.DIGITS) {
          return Optional.of(number);
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // An exponent beyond BigDecimal's: the fault below says so.
      }
    }
    fault(
        name,
        "`" + Text.shown(text) + "` is not a number of at most 15 digits.",
        "Write one, without quotes.");
    return Optional.empty();
  }

  /** The list's items; empty, with a fault, if it is missing, not a list or too long. */
  Optional<List<Yaml>> list(String name, int most, String meaning) {
    Entry entry = required(name, meaning);
    if (entry == null || entry.value() instanceof Yaml.Refused) {
      return Optional.empty();
    }
    if (!(entry.value() instanceof Sequence sequence)) {
      fault(name, "It must be a list.", "Write " + meaning + ", each after a hyphen.");
      return Optional.empty();
    }
    if (sequence.items().size() > most) {
      fault(
          name,
          "There are " + sequence.items().size() + ".",
          "There may be at most " + most + " " + name + ".");
      return Optional.empty();
    }
    return Optional.of(sequence.items());
  }

  /** The list's items, each with its members. */
  List<Members> mappings(String name, int most, String meaning, Set<String> known) {
    List<Members> members = new ArrayList<>();
    List<Yaml> items = list(name, most, meaning).orElse(List.of());
    for (int i = 0; i < items.size(); i++) {
      String itemPath = path(name) + "[" + i + "]";
      if (items.get(i) instanceof Mapping item) {
        members.add(new Members(item, itemPath, faults, known));
      } else if (!(items.get(i) instanceof Yaml.Refused)) {
        faults.add(
            items.get(i).line(),
            itemPath,
            "It must be a mapping.",
            "Write {" + String.join(": …, ", known.stream().sorted().toList()) + ": …}.");
      }
    }
    return members;
  }

  Optional<Mapping> mapping(String name, String meaning) {
    Entry entry = required(name, meaning);
    if (entry == null || entry.value() instanceof Yaml.Refused) {
      return Optional.empty();
    }
    if (entry.value() instanceof Mapping found) {
      return Optional.of(found);
    }
    fault(name, "It must be a mapping.", "Write " + meaning + ".");
    return Optional.empty();
  }

  /** The member as it was written. */
  Optional<Scalar> scalar(String name, String meaning) {
    Entry entry = required(name, meaning);
    if (entry == null || entry.value() instanceof Yaml.Refused) {
      return Optional.empty();
    }
    if (entry.value() instanceof Scalar scalar) {
      return Optional.of(scalar);
    }
    fault(name, "It must be a single value.", "Write " + meaning + ".");
    return Optional.empty();
  }

  private @Nullable Entry required(String name, String meaning) {
    Entry entry = entries.get(name);
    if (entry == null && !misspelt.contains(name)) {
      fault(name, "It is missing.", "Add `" + name + ":` with " + meaning + ".");
    }
    return entry;
  }
}
