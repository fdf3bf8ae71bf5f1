package org.kleroterion.trial.protocol.file;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kleroterion.trial.protocol.file.Yaml.Entry;
import org.kleroterion.trial.protocol.file.Yaml.Mapping;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;
import org.kleroterion.trial.protocol.file.Yaml.Sequence;

/**
 * Reads the members of one mapping. If a member is missing or has the wrong type, a fault is added
 * and the result is empty. A member with an unknown name is a fault too.
 *
 * <p>The parameter {@code meaning} of the methods describes the expected value, for the remedy.
 */
public final class Members {
  private final Mapping mapping;
  private final String path;
  private final Faults faults;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> misspelt = new HashSet<>();

  /**
   * @param path where the members are, such as {@code factors[1]}; empty for the whole file
   * @param known the names of the members that the mapping may have
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
            "Remove it. Allowed members: "
                + String.join(", ", known.stream().sorted().toList())
                + ".");
      }
    }
  }

  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Whether the member is a list with fewer than {@code size} items, valid or not. */
  public boolean isListBelow(String name, int size) {
    Entry entry = entries.get(name);
    return entry != null
        && entry.value() instanceof Sequence sequence
        && sequence.items().size() < size;
  }

  /** The path of a member. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The line of a member; the line of the mapping if the member is missing. */
  int line(String name) {
    Entry entry = entries.get(name);
    return entry == null ? mapping.line() : entry.value().line();
  }

  /** Adds a fault of a member, with its line and path. */
  public void fault(String name, String what, String remedy) {
    faults.add(line(name), path(name), what, remedy);
  }

  /** Warns about a member, with its line and path. */
  public void warn(String name, String what, String remedy) {
    faults.warn(line(name), path(name), what, remedy);
  }

  /** One line of visible text. */
  public Optional<String> text(String name, String meaning) {
    return scalar(name, meaning).flatMap(scalar -> Scalars.text(scalar, path(name), faults));
  }

  /** A code, see {@link Code}. */
  public Optional<String> code(String name, String meaning) {
    Optional<String> code = text(name, meaning);
    if (code.isPresent() && !Code.matches(code.get())) {
      fault(name, "`" + Text.shown(code.get()) + "` is not a code.", Code.REMEDY);
      return Optional.empty();
    }
    return code;
  }

  /** One of the given words. */
  public Optional<String> word(String name, List<String> words, String meaning) {
    Optional<Scalar> scalar = scalar(name, meaning);
    if (scalar.isPresent() && !words.contains(scalar.get().value())) {
      fault(
          name,
          "`" + Text.shown(scalar.get().value()) + "` is not allowed here.",
          "Write " + String.join(" or ", words) + ".");
      return Optional.empty();
    }
    return scalar.map(Scalar::value);
  }

  /** A whole number from {@code least} to {@code most}. */
  public Optional<Integer> integer(String name, int least, int most, String meaning) {
    return scalar(name, meaning)
        .flatMap(scalar -> Scalars.integer(scalar, path(name), least, most, faults));
  }

  /** A number of at most 15 significant digits. */
  public Optional<BigDecimal> number(String name, String meaning) {
    return scalar(name, meaning).flatMap(scalar -> Scalars.number(scalar, path(name), faults));
  }

  /** The items of a list. A list with more than {@code most} items is a fault. */
  public Optional<List<Yaml>> list(String name, int most, String meaning) {
    Entry entry = required(name, meaning);
    if (entry == null || entry.value() instanceof Yaml.Refused) {
      return Optional.empty();
    }
    if (!(entry.value() instanceof Sequence sequence)) {
      fault(name, "It must be a list.", "Write " + meaning + ", each item after a hyphen.");
      return Optional.empty();
    }
    if (sequence.items().size() > most) {
      fault(
          name,
          "The list has " + sequence.items().size() + " items.",
          "There may be at most " + most + " " + name + ".");
      return Optional.empty();
    }
    return Optional.of(sequence.items());
  }

  /** The items of a list of mappings. An item that is not a mapping is a fault and is left out. */
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

  /** The member's value if it is a mapping; nothing in the mapping is checked yet. */
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

  /** The member's value if it is a single value, as it was written. */
  public Optional<Scalar> scalar(String name, String meaning) {
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
