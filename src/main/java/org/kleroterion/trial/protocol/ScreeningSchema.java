package org.kleroterion.trial.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A protocol's screening as JSON Schema, for people who build forms. It describes what {@link
 * Dictionary#read} accepts, except for two rules that a schema cannot express: a number has at most
 * 15 significant digits, and a number other than 0 is not closer to 0 than 1e-300.
 */
public final class ScreeningSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private ScreeningSchema() {}

  /** A schema of draft 2020-12. No member is required, because a screening may be incomplete. */
  public static ObjectNode of(Protocol protocol) {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put(
        "title", "Screening for " + protocol.trial() + ", protocol version " + protocol.version());
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Variable variable : protocol.dictionary().variables()) {
      properties.set(variable.name(), property(variable));
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private static ObjectNode property(Variable variable) {
    ObjectNode property = JSON.objectNode();
    property.put("title", variable.label());
    variable.unit().ifPresent(unit -> property.put("description", "In " + unit));
    if (!variable.missing().isEmpty()) {
      ArrayNode missing = property.putObject("not").putArray("enum");
      variable.missing().forEach(missing::add);
    }
    switch (variable.type()) {
      case INTEGER -> {
        property.put("type", "integer");
        property.put("minimum", variable.lowest().longValueExact());
        property.put("maximum", variable.highest().longValueExact());
      }
      case NUMBER -> {
        property.put("type", "number");
        property.put("minimum", variable.lowest());
        property.put("maximum", variable.highest());
      }
      case BOOLEAN -> property.put("type", "boolean");
      case CODE -> {
        property.put("type", "string");
        ArrayNode choices = property.putArray("oneOf");
        variable
            .codes()
            .forEach((code, label) -> choices.addObject().put("const", code).put("title", label));
      }
    }
    return property;
  }
}
