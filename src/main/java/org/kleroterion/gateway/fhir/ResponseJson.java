package org.kleroterion.gateway.fhir;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What HAPI's parser does not look at. It takes {@code "58"} for 58 and 58 for {@code "58"}, and it
 * writes every number out: 1e1000000000 would take all of the memory.
 */
final class ResponseJson {
  static final int MOST_DIGITS = 400;

  private ResponseJson() {}

  /** Whether the members that are read later have the JSON type that FHIR gives them. */
  static boolean isSound(JsonNode body) {
    return body.isObject() && isSound("", body);
  }

  /**
   * @param name of the member, or of the member whose value is the array that the value stands in
   */
  private static boolean isSound(String name, JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().allMatch(element -> isSound(name, element));
    }
    return !isEndless(value)
        && value
            .propertyStream()
            .allMatch(
                member ->
                    isOfItsType(name, member.getKey(), member.getValue())
                        && isSound(member.getKey(), member.getValue()));
  }

  private static boolean isOfItsType(String parent, String name, JsonNode value) {
    return switch (name) {
      case "valueInteger", "valueDecimal" -> value.isNumber();
      case "valueBoolean" -> value.isBoolean();
      case "linkId", "code", "system", "display", "status", "questionnaire" -> value.isTextual();
      case "value" -> value.isTextual() || !parent.equals("identifier");
      default -> !value.isNull();
    };
  }

  private static boolean isEndless(JsonNode value) {
    return value.isNumber() && Math.abs((long) value.decimalValue().scale()) > MOST_DIGITS;
  }
}
