package org.kleroterion.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts the answers of another system to values. Only exact answers are accepted: nothing is
 * trimmed, case matters, and nothing is guessed.
 */
public final class Answers {
  private static final int LONGEST = 20;
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

  private Answers() {}

  /**
   * @throws AnswerRefused if the answer is blank
   */
  public static void requireAnswered(String answer) throws AnswerRefused {
    if (answer.isBlank()) {
      throw new AnswerRefused("Must be answered; it is blank.");
    }
  }

  /**
   * The value of a code from a closed list.
   *
   * @param values each code with its value
   * @throws AnswerRefused if the answer is not one of the codes
   */
  public static JsonNode coded(Map<String, JsonNode> values, String answer) throws AnswerRefused {
    requireAnswered(answer);
    @Nullable JsonNode value = values.get(answer);
    if (value == null) {
      throw new AnswerRefused("Must be exactly one of " + String.join(", ", values.keySet()) + ".");
    }
    return value;
  }

  /**
   * A decimal number without exponent, at most 20 characters.
   *
   * @throws AnswerRefused if the answer is not such a number
   */
  public static BigDecimal number(String answer) throws AnswerRefused {
    requireAnswered(answer);
    if (answer.length() > LONGEST || !NUMBER.matcher(answer).matches()) {
      throw new AnswerRefused("Must be a number such as 58 or 3.2, in digits and a point.");
    }
    return new BigDecimal(answer);
  }

  /** Like {@link #number}, as a value of a screening. */
  public static JsonNode numeric(String answer) throws AnswerRefused {
    return DecimalNode.valueOf(number(answer));
  }
}
