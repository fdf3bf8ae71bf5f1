package org.kleroterion.trial.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;

/** The protocol's variables: what a screening may hold, and the only way to read one. */
public final class Dictionary {
  private final Map<String, Variable> variables = new LinkedHashMap<>();

  Dictionary(List<Variable> variables) {
    variables.forEach(variable -> this.variables.put(variable.name(), variable));
  }

  /** In the protocol's order. */
  public List<Variable> variables() {
    return List.copyOf(variables.values());
  }

  public Optional<Variable> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /**
   * Reads a screening, which may lack any variable. Nothing is trimmed, folded, rounded or guessed.
   *
   * @param screening parsed with {@code USE_BIG_DECIMAL_FOR_FLOATS}: otherwise the parser has
   *     rounded to a double before anybody could see how many digits there were
   * @param pointer to it in the request, {@code /screening}
   * @throws InvalidRequest with one violation for each wrong member
   */
  public Screening read(JsonNode screening, String pointer) {
    if (!screening.isObject()) {
      throw new InvalidRequest(
          pointer, "A screening must be an object of variables and their values.");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    List<Violation> violations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : screening.properties()) {
      String name = member.getKey();
      try {
        Variable variable = variables.get(name);
        if (variable == null) {
          throw new ValueRefused(
              "The protocol has no such variable." + Nearest.hint(name, variables.keySet()));
        }
        values.put(name, ValueReader.read(variable, member.getValue()));
      } catch (ValueRefused refused) {
        violations.add(new Violation(pointer + "/" + escaped(name), refused.getMessage()));
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return new Screening(values);
  }

  /** As RFC 6901 §3 wants it; a name longer than any variable's is cut, it finds nothing anyway. */
  private static String escaped(String name) {
    String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
    return shown.replace("~", "~0").replace("/", "~1");
  }
}
