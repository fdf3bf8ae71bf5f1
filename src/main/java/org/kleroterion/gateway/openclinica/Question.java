package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kleroterion.gateway.AnswerRefused;
import org.kleroterion.gateway.Answers;

/** How to convert the EDC's answer to one question to the value of a variable. */
sealed interface Question {
  /** The name of the protocol's variable. */
  String variable();

  /**
   * The value that the answer means.
   *
   * @throws AnswerRefused if the answer has no exact meaning
   */
  JsonNode value(String answer) throws AnswerRefused;

  /**
   * A question with a closed list of codes.
   *
   * @param values each code with its value, in the mapping's order
   */
  record Coded(String variable, Map<String, JsonNode> values) implements Question {
    public Coded {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public JsonNode value(String answer) throws AnswerRefused {
      if (answer.equals(NO_ANSWER)) {
        throw new AnswerRefused(ZERO);
      }
      return Answers.coded(values, answer);
    }
  }

  /** A question whose answer is a number in the variable's unit. */
  record Numeric(String variable) implements Question {
    @Override
    public JsonNode value(String answer) throws AnswerRefused {
      BigDecimal number = Answers.number(answer);
      if (number.signum() == 0) {
        throw new AnswerRefused(ZERO);
      }
      return DecimalNode.valueOf(number);
    }
  }

  /** The EDC sends this for an item without a value, so it cannot be told from an answer 0. */
  String NO_ANSWER = "0";

  String ZERO = "Must not be 0: the EDC also sends 0 for a question without an answer.";
}
