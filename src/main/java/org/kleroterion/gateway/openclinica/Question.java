package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kleroterion.gateway.AnswerRefused;
import org.kleroterion.gateway.Answers;

/** What an EDC's answer to one question says of a variable. */
sealed interface Question {
  /** The name of the protocol's variable. */
  String variable();

  /**
   * @throws AnswerRefused if the answer is not certain to mean one value
   */
  JsonNode value(String answer) throws AnswerRefused;

  /**
   * One of a closed list of codes.
   *
   * @param values what each code means, in the mapping's order
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

  /** The number itself, in the variable's unit. */
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

  /** What the EDC sends for an item that has no value. */
  String NO_ANSWER = "0";

  String ZERO = "Must not be 0: that is also what stands for a question without an answer.";
}
