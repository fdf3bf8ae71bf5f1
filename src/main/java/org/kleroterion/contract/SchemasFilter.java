package org.kleroterion.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.kleroterion.trial.protocol.ProtocolReader;
import org.kleroterion.trial.protocol.ScreeningSchema;

/**
 * Describes the screening of the trial that ships, and says of every answer which members are
 * always there: those that are not {@code Optional} in the code.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class SchemasFilter implements OASFilter {
  @Override
  public void filterOpenAPI(OpenAPI openApi) {
    Map<String, Schema> schemas = openApi.getComponents().getSchemas();
    schemas.values().forEach(SchemasFilter::requireWhatIsAlwaysThere);

    openApi.getComponents().addSchema("ScreeningOfWlrtObc", shipped());
    openApi
        .getComponents()
        .addSchema(
            "Screening",
            OASFactory.createSchema()
                .description(
                    "The values of the protocol's variables by name; what is not known is left out. Each"
                        + " trial has its own: GET /v1/trials/{trial}/screening-schema.")
                .addAnyOf(OASFactory.createSchema().ref("ScreeningOfWlrtObc"))
                .addAnyOf(
                    OASFactory.createSchema()
                        .addType(SchemaType.OBJECT)
                        .description("The screening of another trial.")));
  }

  private static void requireWhatIsAlwaysThere(Schema schema) {
    if (schema.getRequired() == null && schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                if (!mayBeAbsent(property)) {
                  schema.addRequired(name);
                }
              });
    }
  }

  private static boolean mayBeAbsent(Schema property) {
    List<SchemaType> types = property.getType();
    boolean typed = types != null && types.contains(SchemaType.NULL);
    boolean either =
        property.getAnyOf() != null
            && property.getAnyOf().stream().anyMatch(SchemasFilter::mayBeAbsent);
    return typed || either;
  }

  private static Schema shipped() {
    try (InputStream stream =
        Objects.requireNonNull(
            SchemasFilter.class.getResourceAsStream("/protocols/wlrt-obc.yaml"))) {
      ObjectNode schema =
          ScreeningSchema.of(
              new ProtocolReader().read("protocols/wlrt-obc.yaml", stream.readAllBytes()));
      Schema shipped =
          OASFactory.createSchema()
              .addType(SchemaType.OBJECT)
              .description("The screening of the trial that ships, wlrt-obc.");
      schema
          .get("properties")
          .properties()
          .forEach(entry -> shipped.addProperty(entry.getKey(), property(entry.getValue())));
      return shipped;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema property(JsonNode json) {
    Schema property =
        OASFactory.createSchema()
            .addType(
                SchemaType.valueOf(
                    json.get("type").textValue().toUpperCase(java.util.Locale.ROOT)));
    if (json.has("title")) {
      property.setTitle(json.get("title").textValue());
    }
    if (json.has("description")) {
      property.setDescription(json.get("description").textValue());
    }
    if (json.has("minimum")) {
      property.setMinimum(new BigDecimal(json.get("minimum").asText()));
    }
    if (json.has("maximum")) {
      property.setMaximum(new BigDecimal(json.get("maximum").asText()));
    }
    json.path("enum").forEach(code -> property.addEnumeration(code.textValue()));
    json.path("oneOf").forEach(code -> property.addEnumeration(code.get("const").textValue()));
    return property;
  }
}
