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
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.kleroterion.trial.protocol.ScreeningSchema;
import org.kleroterion.trial.protocol.reader.ProtocolReader;
import org.kleroterion.wire.Media;

/**
 * Adds the schema of the shipped trial's screening. In every other schema, marks the members as
 * required that are not {@code Optional} in the code.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class SchemasFilter implements OASFilter {
  @Override
  public void filterOpenAPI(OpenAPI openApi) {
    Map<String, Schema> schemas = openApi.getComponents().getSchemas();
    schemas.values().forEach(SchemasFilter::requireMembers);
    openApi.getPaths().getPathItems().values().stream()
        .flatMap(path -> path.getOperations().values().stream())
        .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream())
        .map(APIResponse::getContent)
        .filter(Objects::nonNull)
        .forEach(SchemasFilter::describeLines);

    openApi.getComponents().addSchema("ScreeningOfWlrtObc", shipped());
    openApi
        .getComponents()
        .addSchema(
            "Screening",
            OASFactory.createSchema()
                .description(
                    "The values of the protocol's variables by name. Leave out unknown values. Each"
                        + " trial has its own schema: GET /v1/trials/{trial}/screening-schema.")
                .addAnyOf(OASFactory.createSchema().ref("ScreeningOfWlrtObc"))
                .addAnyOf(
                    OASFactory.createSchema()
                        .addType(SchemaType.OBJECT)
                        .description("The screening of another trial.")));
  }

  // These have the items alone, so the schema of a page would be wrong.
  private static void describeLines(Content content) {
    Map<String, String> lines =
        Map.of(
            Media.CSV,
                "A line with the names of the columns, then a line for each item (RFC 4180).",
            Media.NDJSON,
                "A line for each item: a JSON object, as in 'items' of application/json.");
    lines.forEach(
        (media, description) -> {
          if (content.hasMediaType(media)) {
            // A new one: all media types of an operation can share one object.
            content.addMediaType(
                media,
                OASFactory.createMediaType()
                    .schema(
                        OASFactory.createSchema()
                            .addType(SchemaType.STRING)
                            .description(description)));
          }
        });
  }

  private static void requireMembers(Schema schema) {
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
    boolean nullable = types != null && types.contains(SchemaType.NULL);
    boolean alternativeNullable =
        property.getAnyOf() != null
            && property.getAnyOf().stream().anyMatch(SchemasFilter::mayBeAbsent);
    return nullable || alternativeNullable;
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
