package org.kleroterion.gateway.fhir.questionnaire;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Checks that HAPI's parser does not make. The parser accepts a text for a number, and a number for
 * a text. It also expands every number: 1e1000000000 would use all memory.
 */
final class ResponseJson {
  static final int MOST_DIGITS = 400;

  private ResponseJson() {}

  /** Whether the members that are read later have the JSON type that FHIR gives them. */
  static boolean isValid(JsonNode body) {
    return body.isObject() && isValid("", body);
  }

  /**
   * @param name the name of the member with this value; for an element of an array, the name of the
   *     array's member
   */
  private static boolean isValid(String name, JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().allMatch(element -> isValid(name, element));
    }
    return !isTooLong(value)
        && value
            .propertyStream()
            .allMatch(
                member ->
                    hasExpectedType(name, member.getKey(), member.getValue())
                        && isValid(member.getKey(), member.getValue()));
  }

  private static boolean hasExpectedType(String parent, String name, JsonNode value) {
    return switch (name) {
      case "valueInteger", "valueDecimal" -> value.isNumber();
      case "valueBoolean" -> value.isBoolean();
      case "linkId", "code", "system", "display", "status", "questionnaire" -> value.isTextual();
      case "value" -> value.isTextual() || !parent.equals("identifier");
      default -> !value.isNull();
    };
  }

  private static boolean isTooLong(JsonNode value) {
    return value.isNumber() && Math.abs((long) value.decimalValue().scale()) > MOST_DIGITS;
  }
}
