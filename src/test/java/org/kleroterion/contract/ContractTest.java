package org.kleroterion.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.problem.ProblemType;

/** {@code openapi.yaml} is what the service does. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContractTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Two are answers to requests that match no operation, one belongs to another's contract. */
  private static final Set<ProblemType> ELSEWHERE =
      EnumSet.of(
          ProblemType.NOT_FOUND, ProblemType.METHOD_NOT_ALLOWED, ProblemType.ACCOUNT_REQUIRED);

  private static JsonNode committed() throws IOException {
    return YAML.readTree(Files.readString(Path.of("openapi.yaml")));
  }

  @Test
  @Tag("R19")
  void the_committed_contract_is_what_the_code_says() throws IOException {
    JsonNode served =
        YAML.readTree(given().get("/q/openapi").then().statusCode(200).extract().asString());

    assertThat(committed())
        .as(
            "openapi.yaml; renew it: ./mvnw -DskipTests package && cp target/openapi/openapi.yaml .")
        .isEqualTo(served);
  }

  @Test
  void every_operation_says_what_it_does_and_how_it_refuses() throws IOException {
    for (JsonNode path : committed().get("paths")) {
      for (var operation : path.properties()) {
        JsonNode value = operation.getValue();
        assertThat(value.path("summary").asText()).isNotBlank();
        assertThat(value.path("operationId").asText()).isNotBlank();
        assertThat(value.path("responses").properties())
            .extracting(response -> response.getKey())
            .contains("401", "403", "500", "503");
      }
    }
  }

  @Test
  void every_problem_type_stands_in_the_contract() throws IOException {
    Set<String> described = new TreeSet<>(committed().findValuesAsText("type"));
    committed()
        .findValues("enum")
        .forEach(types -> types.forEach(type -> described.add(type.asText())));

    assertThat(described)
        .containsAll(
            Arrays.stream(ProblemType.values())
                .filter(type -> !ELSEWHERE.contains(type))
                .map(type -> type.uri().toString())
                .toList());
  }
}
