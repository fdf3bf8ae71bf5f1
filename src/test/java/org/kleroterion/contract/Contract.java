package org.kleroterion.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code openapi.yaml}, to which every answer of {@code /v1} must conform: its status and media
 * type are documented, and its JSON fits the schema. Unlike a client, a test finds fault with a
 * member that the schema does not name.
 */
public final class Contract {
  private static final String ROOT = "https://kleroterion.test/openapi.json";
  private static final String PROBLEM = "/components/schemas/Problem";
  private static final Set<Integer> OF_NO_OPERATION = Set.of(400, 404, 405);
  private static final Pattern VARIABLE = Pattern.compile("\\{[^{}]+}");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final List<Operation> operations = new ArrayList<>();
  private final JsonSchemaFactory schemas;
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

  private Contract(JsonNode document) {
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    pattern(path.getKey()),
                                    method.getValue().path("responses")))));
    // A literal segment is matched before a variable.
    operations.sort(Comparator.comparing(operation -> operation.path().replace('{', '~')));
    close(document.path("paths"));
    close(document.path("components").path("schemas"));
    // Clients must expect more members; a test must not find one that the contract does not name.
    ((ObjectNode) document.at(PROBLEM))
        .remove(List.of("unevaluatedProperties", "additionalProperties"));
    schemas =
        JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
            .schemaLoaders(loaders -> loaders.schemas(Map.of(ROOT, document.toString())))
            .build();
  }

  private record Operation(String method, String path, Pattern pattern, JsonNode responses) {
    boolean is(String asked) {
      return pattern.matcher(asked).matches();
    }
  }

  private static Pattern pattern(String path) {
    Matcher variable = VARIABLE.matcher(path);
    StringBuilder pattern = new StringBuilder();
    int end = 0;
    while (variable.find()) {
      // A tile's name has slashes.
      pattern.append(Pattern.quote(path.substring(end, variable.start())));
      pattern.append(variable.group().equals("{tile}") ? ".+" : "[^/]+");
      end = variable.end();
    }
    return Pattern.compile(pattern + Pattern.quote(path.substring(end)) + "/?");
  }

  private static final class Committed {
    static final Contract CONTRACT = read();

    private static Contract read() {
      try {
        return new Contract(new YAMLMapper().readTree(Path.of("openapi.yaml").toFile()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The contract in the repository; read at the first use. */
  public static Contract committed() {
    return Committed.CONTRACT;
  }

  /** Whether the contract is about this path. */
  static boolean covers(String path) {
    return path.equals("/v1") || path.startsWith("/v1/");
  }

  /**
   * Requires that an answer conforms to the contract in the repository; any answer does that is not
   * below {@code /v1}.
   *
   * @param path as it was sent, without the query
   * @param type the header {@code Content-Type}, or an empty text
   */
  public static void require(String method, String path, int status, String type, byte[] body) {
    List<String> faults =
        covers(path) ? Committed.CONTRACT.faults(method, path, status, type, body) : List.of();
    if (!faults.isEmpty()) {
      throw new AssertionError(
          "openapi.yaml does not have this answer: %s %s -> %d %s%n  %s%n%s"
              .formatted(
                  method,
                  path,
                  status,
                  type,
                  String.join("\n  ", faults),
                  new String(body, StandardCharsets.UTF_8)));
    }
  }

  /**
   * What is wrong with an answer; empty if it conforms.
   *
   * @param path without the query
   * @param type the header {@code Content-Type}, or an empty text
   */
  public List<String> faults(String method, String path, int status, String type, byte[] body) {
    String media = type.replaceFirst("\\s*;.*", "");
    Optional<Operation> operation =
        operations.stream()
            .filter(one -> one.method().equals(method.equals("HEAD") ? "GET" : method))
            .filter(one -> one.is(path))
            .findFirst();
    if (operation.isEmpty()) {
      return OF_NO_OPERATION.contains(status) && media.equals("application/problem+json")
          ? check(ROOT + "#" + PROBLEM, body)
          : List.of("no operation has this method and path, but the answer is no such problem");
    }
    JsonNode response = operation.get().responses().path(Integer.toString(status));
    if (response.isMissingNode()) {
      return List.of("the status is not documented");
    }
    if (!response.has("content")) {
      return body.length == 0 ? List.of() : List.of("no body is documented");
    }
    Optional<String> documented =
        response.path("content").properties().stream()
            .map(Map.Entry::getKey)
            .filter(key -> key.replaceFirst("\\s*;.*", "").equals(media))
            .findFirst();
    if (documented.isEmpty()) {
      return List.of("the media type is not documented");
    }
    if (!media.endsWith("json") || media.endsWith("ndjson") || method.equals("HEAD")) {
      return List.of();
    }
    return check(
        ROOT
            + "#/paths/"
            + escape(operation.get().path())
            + "/"
            + operation.get().method().toLowerCase(java.util.Locale.ROOT)
            + "/responses/"
            + status
            + "/content/"
            + escape(documented.get())
            + "/schema",
        body);
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D");
  }

  private List<String> check(String schema, byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      return compiled.computeIfAbsent(schema, this::compile).validate(json).stream()
          .map(message -> message.getInstanceLocation() + ": " + message.getMessage())
          .sorted()
          .toList();
    } catch (JsonProcessingException e) {
      return List.of("the body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonSchema compile(String schema) {
    JsonSchema compiled =
        schemas.getSchema(
            SchemaLocation.of(schema),
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    compiled.initializeValidators();
    return compiled;
  }

  /** Forbids members that no schema names, except in what another schema extends. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object) {
      boolean named = object.path("properties").isObject() || object.has("allOf");
      if (named && !object.has("additionalProperties")) {
        object.put("unevaluatedProperties", false);
      }
      Set<String> names = new TreeSet<>();
      object.fieldNames().forEachRemaining(names::add);
      names.removeAll(Set.of("example", "examples", "allOf", "parameters", "requestBody"));
      names.forEach(name -> close(object.get(name)));
    } else {
      node.forEach(Contract::close);
    }
  }
}
