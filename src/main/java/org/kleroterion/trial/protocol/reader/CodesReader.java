package org.kleroterion.trial.protocol.reader;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.trial.protocol.file.Code;
import org.kleroterion.trial.protocol.file.Faults;
import org.kleroterion.trial.protocol.file.Members;
import org.kleroterion.trial.protocol.file.Scalars;
import org.kleroterion.trial.protocol.file.Text;
import org.kleroterion.trial.protocol.file.Unique;
import org.kleroterion.trial.protocol.file.Yaml.Entry;
import org.kleroterion.trial.protocol.file.Yaml.Mapping;
import org.kleroterion.trial.protocol.file.Yaml.Refused;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;

/** Reads the codes of one variable, with their labels. */
final class CodesReader {
  private static final int MAX_CODES = 100;

  private final Members members;
  private final Faults faults;
  private final String path;
  private final Set<String> folded = new HashSet<>();

  CodesReader(Members members, Faults faults) {
    this.members = members;
    this.faults = faults;
    this.path = members.path("codes");
  }

  /** Code to label, in the protocol's order. Codes with faults are left out. */
  Map<String, String> read() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      Optional<String> code = code(entry.key());
      Optional<String> label = label(entry);
      if (code.isPresent() && label.isPresent()) {
        codes.put(code.get(), label.get());
      }
    }
    return codes;
  }

  private List<Entry> entries() {
    Optional<Mapping> mapping =
        members.mapping("codes", "each code with its label, such as {female: Female, male: Male}");
    int size = mapping.map(found -> found.entries().size()).orElse(0);
    if (mapping.isPresent() && (size < 2 || size > MAX_CODES)) {
      members.fault(
          "codes",
          "Number of codes: " + size + ".",
          "A code variable has from 2 to " + MAX_CODES + " codes.");
      return List.of();
    }
    return mapping.map(Mapping::entries).orElse(List.of());
  }

  private Optional<String> code(Scalar key) {
    Optional<String> code = Scalars.text(key, path, faults);
    if (code.isPresent() && !Code.matches(code.get())) {
      faults.add(key.line(), path, "`" + Text.shown(code.get()) + "` is not a code.", Code.REMEDY);
    } else if (code.isPresent() && !folded.add(Unique.folded(code.get()))) {
      faults.add(key.line(), path, "`" + code.get() + "` is already used.", Unique.REMEDY);
    }
    return code;
  }

  private Optional<String> label(Entry entry) {
    String member = path + "." + Text.shown(entry.key().value());
    if (entry.value() instanceof Scalar label) {
      return Scalars.text(label, member, faults);
    }
    if (!(entry.value() instanceof Refused)) {
      faults.add(entry.value().line(), member, "It must be a single value.", "Write the label.");
    }
    return Optional.empty();
  }
}
