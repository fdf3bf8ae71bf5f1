package org.kleroterion.gateway.openclinica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
      requireAnswered(answer);
      @Nullable JsonNode value = values.get(answer);
      if (value == null) {
        throw new AnswerRefused(
            "Must be exactly one of " + String.join(", ", values.keySet()) + ".");
      }
      return value;
    }
  }

  /** The number itself, in the variable's unit. */
  record Numeric(String variable) implements Question {
    private static final int LONGEST = 20;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

    @Override
    public JsonNode value(String answer) throws AnswerRefused {
      requireAnswered(answer);
      if (answer.length() > LONGEST || !NUMBER.matcher(answer).matches()) {
        throw new AnswerRefused("Must be a number like 58 or 3.2, in digits and a point.");
      }
      BigDecimal number = new BigDecimal(answer);
      if (number.signum() == 0) {
        throw new AnswerRefused(ZERO);
      }
      return DecimalNode.valueOf(number);
    }
  }

  /** What the EDC sends for an item that has no value. */
  String NO_ANSWER = "0";

  String ZERO = "Must not be 0: that is also what stands for a question without an answer.";

  private static void requireAnswered(String answer) throws AnswerRefused {
    if (answer.isBlank()) {
      throw new AnswerRefused("Must be answered; it is blank.");
    }
    if (answer.equals(NO_ANSWER)) {
      throw new AnswerRefused(ZERO);
    }
  }

  /** An answer that is not taken; the message says what would be. */
  final class AnswerRefused extends Exception {
    AnswerRefused(String message) {
      super(message, null, false, false);
    }
  }
}
