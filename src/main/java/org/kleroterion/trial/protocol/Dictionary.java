package org.kleroterion.trial.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.protocol.file.Nearest;

/** The protocol's variables. It reads screenings from JSON and checks every value. */
public final class Dictionary {
  private final Map<String, Variable> variables = new LinkedHashMap<>();

  public Dictionary(List<Variable> variables) {
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
   * Reads a screening. Any variable may be absent. Values are not trimmed, rounded or converted;
   * upper and lower case differ.
   *
   * @param screening parsed with {@code USE_BIG_DECIMAL_FOR_FLOATS}; otherwise the parser rounds
   *     numbers to doubles, and the number of digits can no longer be checked
   * @param pointer the JSON pointer to the screening in the request, such as {@code /screening}
   * @throws InvalidRequest with one violation for each wrong member
   */
  public Screening read(JsonNode screening, String pointer) {
    if (!screening.isObject()) {
      throw new InvalidRequest(pointer, "Must be an object with the variables and their values.");
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

  /**
   * The name, escaped as in RFC 6901 §3. A name that is longer than any variable's is cut, so that
   * the answer stays short.
   */
  private static String escaped(String name) {
    String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
    return shown.replace("~", "~0").replace("/", "~1");
  }
}
