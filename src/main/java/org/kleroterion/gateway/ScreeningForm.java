package org.kleroterion.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.protocol.Dictionary;

/** Builds a screening from the answers of another system, and collects all violations. */
public final class ScreeningForm {
  private final Dictionary dictionary;
  private final ObjectNode screening = JsonNodeFactory.instance.objectNode();
  private final List<Violation> violations = new ArrayList<>();

  public ScreeningForm(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** Converts one answer to the value of a variable. */
  @FunctionalInterface
  public interface Answer {
    /**
     * @throws AnswerRefused if the answer has no exact meaning
     */
    JsonNode value() throws AnswerRefused;
  }

  /**
   * Adds a variable's value to the screening, or a violation if the answer or the value is wrong.
   *
   * @param field the field's name in the other system; violations point to it
   */
  public void take(String field, String variable, Answer answer) {
    try {
      JsonNode value = answer.value();
      dictionary.read(JsonNodeFactory.instance.objectNode().set(variable, value), "/" + field);
      screening.set(variable, value);
    } catch (AnswerRefused refused) {
      wrong("/" + field, String.valueOf(refused.getMessage()));
    } catch (InvalidRequest invalid) {
      wrong("/" + field, invalid.violations().get(0).message());
    }
  }

  /** Adds another violation. */
  public void wrong(String pointer, String message) {
    violations.add(new Violation(pointer, message));
  }

  /**
   * The finished screening.
   *
   * @throws InvalidRequest with all violations, if there are any
   */
  public ObjectNode screening() {
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return screening;
  }
}
