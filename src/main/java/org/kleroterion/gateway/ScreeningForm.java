package org.kleroterion.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.protocol.Dictionary;

/** A screening that is put together of another system's answers, and all that is wrong in them. */
public final class ScreeningForm {
  private final Dictionary dictionary;
  private final ObjectNode screening = JsonNodeFactory.instance.objectNode();
  private final List<Violation> violations = new ArrayList<>();

  public ScreeningForm(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** What an answer says. */
  @FunctionalInterface
  public interface Answer {
    /**
     * @throws AnswerRefused if it is not certain to mean one value
     */
    JsonNode value() throws AnswerRefused;
  }

  /**
   * Takes a variable's value, if the protocol does.
   *
   * @param field of the other system
   */
  public void take(String field, String variable, Answer answer) {
    try {
      JsonNode value = answer.value();
      dictionary.read(JsonNodeFactory.instance.objectNode().set(variable, value), "/" + field);
      screening.set(variable, value);
    } catch (AnswerRefused refused) {
      wrong("/" + field, String.valueOf(refused.getMessage()));
    } catch (InvalidRequest wrong) {
      wrong("/" + field, wrong.violations().get(0).message());
    }
  }

  /** Tells something else that is wrong. */
  public void wrong(String pointer, String message) {
    violations.add(new Violation(pointer, message));
  }

  /**
   * @throws InvalidRequest with everything that is wrong
   */
  public ObjectNode screening() {
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return screening;
  }
}
