package org.kleroterion.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What another system's answers say, if it is certain. Nothing is trimmed, folded or guessed. */
public final class Answers {
  private static final int LONGEST = 20;
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

  private Answers() {}

  /**
   * @throws AnswerRefused if there is nothing to see
   */
  public static void requireAnswered(String answer) throws AnswerRefused {
    if (answer.isBlank()) {
      throw new AnswerRefused("Must be answered; it is blank.");
    }
  }

  /**
   * One of a closed list of codes.
   *
   * @param values what each code means
   */
  public static JsonNode coded(Map<String, JsonNode> values, String answer) throws AnswerRefused {
    requireAnswered(answer);
    @Nullable JsonNode value = values.get(answer);
    if (value == null) {
      throw new AnswerRefused("Must be exactly one of " + String.join(", ", values.keySet()) + ".");
    }
    return value;
  }

  /** The number itself. */
  public static BigDecimal number(String answer) throws AnswerRefused {
    requireAnswered(answer);
    if (answer.length() > LONGEST || !NUMBER.matcher(answer).matches()) {
      throw new AnswerRefused("Must be a number like 58 or 3.2, in digits and a point.");
    }
    return new BigDecimal(answer);
  }

  /** The same as a value of a screening. */
  public static JsonNode numeric(String answer) throws AnswerRefused {
    return DecimalNode.valueOf(number(answer));
  }
}
