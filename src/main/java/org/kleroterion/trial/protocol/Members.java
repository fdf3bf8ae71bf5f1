package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kleroterion.trial.protocol.Yaml.Entry;
import org.kleroterion.trial.protocol.Yaml.Mapping;
import org.kleroterion.trial.protocol.Yaml.Scalar;
import org.kleroterion.trial.protocol.Yaml.Sequence;

/**
 * Takes the members of one mapping, each for what it must be. What is missing, of another type or
 * not known becomes a fault, and the answer is empty.
 */
public final class Members {
  private final Mapping mapping;
  private final String path;
  private final Faults faults;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> misspelt = new HashSet<>();

  /**
   * @param known the names that the mapping may have
   */
  public Members(Mapping mapping, String path, Faults faults, Set<String> known) {
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

  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Whether the member is a list, and of so few items, be they right or wrong. */
  boolean isListBelow(String name, int size) {
    Entry entry = entries.get(name);
    return entry != null
        && entry.value() instanceof Sequence sequence
        && sequence.items().size() < size;
  }

  /** The member's own path. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The member's line, or its mapping's if it is missing. */
  int line(String name) {
    Entry entry = entries.get(name);
    return entry == null ? mapping.line() : entry.value().line();
  }

  /** Tells what is wrong with a member, at its line. */
  public void fault(String name, String what, String remedy) {
    faults.add(line(name), path(name), what, remedy);
  }

  /** Text that can be seen. */
  public Optional<String> text(String name, String meaning) {
    return scalar(name, meaning).flatMap(scalar -> Scalars.text(scalar, path(name), faults));
  }

  /** Text that is a code. */
  public Optional<String> code(String name, String meaning) {
    Optional<String> code = text(name, meaning);
    if (code.isPresent() && !Code.matches(code.get())) {
      fault(name, "`" + Text.shown(code.get()) + "` is not a code.", Code.REMEDY);
      return Optional.empty();
    }
    return code;
  }

  /** One of the words given. */
  public Optional<String> word(String name, List<String> words, String meaning) {
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
        .flatMap(scalar -> Scalars.integer(scalar, path(name), least, most, faults));
  }

  Optional<BigDecimal> number(String name, String meaning) {
    return scalar(name, meaning).flatMap(scalar -> Scalars.number(scalar, path(name), faults));
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
  public List<Members> mappings(String name, int most, String meaning, Set<String> known) {
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

  /** The member's own members, as they were written. */
  public Optional<Mapping> mapping(String name, String meaning) {
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
