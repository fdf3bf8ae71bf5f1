package org.kleroterion.trial.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Screenings by the dozen, right and wrong, always the same for a seed. */
final class RandomScreenings {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private final Dictionary dictionary;
  private final Random random;

  RandomScreenings(Dictionary dictionary, long seed) {
    this.dictionary = dictionary;
    this.random = new Random(seed);
  }

  /** Some variables, each with a value of its own. */
  ObjectNode valid() {
    ObjectNode screening = JSON.objectNode();
    for (Variable variable : dictionary.variables()) {
      if (random.nextBoolean()) {
        screening.set(variable.name(), valid(variable));
      }
    }
    return screening;
  }

  /** As {@link #valid}, but a few members may be wrong in any way. */
  ObjectNode any() {
    ObjectNode screening = valid();
    for (int slips = random.nextInt(3); slips > 0; slips--) {
      Variable variable = pick(dictionary.variables());
      String name = random.nextInt(10) == 0 ? variable.name() + "x" : variable.name();
      screening.set(name, odd(variable));
    }
    return screening;
  }

  private JsonNode valid(Variable variable) {
    return switch (variable.type()) {
      case BOOLEAN -> JSON.booleanNode(random.nextBoolean());
      case CODE -> JSON.textNode(pick(List.copyOf(variable.codes().keySet())));
      case INTEGER -> JSON.numberNode(between(variable).setScale(0, RoundingMode.FLOOR));
      case NUMBER -> JSON.numberNode(between(variable).setScale(6, RoundingMode.FLOOR));
    };
  }

  private BigDecimal between(Variable variable) {
    BigDecimal width = variable.highest().min(BigDecimal.valueOf(1000)).subtract(variable.lowest());
    return variable.lowest().add(width.multiply(BigDecimal.valueOf(random.nextDouble())));
  }

  private JsonNode odd(Variable variable) {
    List<JsonNode> some =
        new ArrayList<>(
            List.of(
                JSON.nullNode(),
                JSON.textNode(""),
                JSON.textNode("0"),
                JSON.textNode("Female"),
                JSON.booleanNode(true),
                JSON.arrayNode(),
                JSON.objectNode(),
                JSON.numberNode(-1),
                JSON.numberNode(0),
                JSON.numberNode(new BigDecimal("2.0")),
                JSON.numberNode(new BigDecimal("2.5")),
                JSON.numberNode(new BigDecimal("1e1")),
                JSON.numberNode(new BigDecimal("1e16")),
                JSON.numberNode(3_000_000_000L)));
    if (variable.isNumeric()) {
      BigDecimal step = BigDecimal.ONE;
      some.add(JSON.numberNode(variable.lowest()));
      some.add(JSON.numberNode(variable.lowest().subtract(step)));
      some.add(JSON.numberNode(variable.highest()));
      some.add(JSON.numberNode(variable.highest().add(step)));
    }
    variable.missing().forEach(code -> some.add(JSON.numberNode(code)));
    variable.codes().keySet().forEach(code -> some.add(JSON.textNode(code + " ")));
    variable.codes().keySet().forEach(code -> some.add(JSON.textNode(code)));
    return pick(some);
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
