package org.kleroterion.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.problem.ProblemType;

/** {@code openapi.yaml} is what the service does. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContractTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * One answers a method that no operation has, one belongs to another's contract. Both have an
   * example and are in the description of the whole.
   */
  private static final Set<ProblemType> ELSEWHERE =
      EnumSet.of(
          ProblemType.METHOD_NOT_ALLOWED,
          ProblemType.ACCOUNT_REQUIRED,
          ProblemType.TOO_MANY_ATTEMPTS,
          ProblemType.PATH_TOO_LONG,
          ProblemType.HEADERS_TOO_LARGE);

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
    Set<String> answered = new TreeSet<>();
    committed()
        .path("paths")
        .findValues("enum")
        .forEach(types -> types.forEach(type -> answered.add(type.asText())));
    String whole = committed().at("/info/description").asText();

    for (ProblemType type : ProblemType.values()) {
      if (ELSEWHERE.contains(type)) {
        assertThat(whole).contains("`" + type.slug() + "`");
      } else {
        assertThat(answered).contains(type.uri().toString());
      }
      assertThat(committed().at("/components/examples/" + type.slug() + "/value/type").asText())
          .isEqualTo(type.uri().toString());
    }
  }

  @Test
  void every_refusal_of_an_operation_has_an_example_of_its_own() throws IOException {
    for (JsonNode responses : committed().path("paths").findValues("responses")) {
      for (JsonNode problem : responses.findValues("application/problem+json")) {
        List<String> types = new ArrayList<>();
        problem.findValues("enum").forEach(list -> list.forEach(one -> types.add(one.asText())));
        assertThat(problem.path("examples").properties())
            .extracting(example -> example.getValue().path("$ref").asText())
            .containsExactlyElementsOf(
                types.stream()
                    .map(type -> "#/components/examples/" + type.replaceFirst(".*/", ""))
                    .toList());
      }
    }
  }

  /** With a token of an enroller, from the page that evaluation mode serves. */
  @Test
  void the_prefilled_requests_of_swagger_ui_succeed() throws IOException {
    for (JsonNode operations : committed().path("paths")) {
      for (JsonNode operation : operations) {
        for (JsonNode parameter : operation.path("parameters")) {
          if (parameter.path("name").asText().equals("trial")) {
            assertThat(parameter.path("example").asText()).isEqualTo("wlrt-obc");
          }
        }
      }
    }
    TrialUnderTest trial = TrialUnderTest.shipped();
    for (String path : List.of("allocations", "assessments")) {
      JsonNode request =
          committed()
              .path("paths")
              .path("/v1/trials/{trial}/" + path)
              .at("/post/requestBody/content")
              .path("application/json")
              .at("/examples/wlrt-obc/value");
      // The assessment that the allocation has made is the same one.
      trial
          .post(Tokens.enroller(), path, request.toString())
          .statusCode(path.equals("allocations") ? 201 : 200);
    }
    assertThat(trial.allocations()).isOne();
  }

  @Test
  void a_media_type_that_a_path_does_not_have_is_refused_with_those_that_it_has()
      throws IOException {
    TrialUnderTest trial = TrialUnderTest.shipped();
    for (var path : committed().path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        List<String> types = new ArrayList<>();
        operation.getValue().path("responses").properties().stream()
            .filter(response -> response.getKey().startsWith("2"))
            .forEach(
                response ->
                    response.getValue().path("content").fieldNames().forEachRemaining(types::add));
        if (types.isEmpty()) {
          continue;
        }
        String asked =
            path.getKey()
                .replace("{trial}", trial.code())
                .replace("{tile}", "000.p/1")
                .replace("{id}", "00000000-0000-4000-8000-000000000000")
                .replaceAll("\\{[a-z]+}", "1");
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        RequestSpecification request = TrialUnderTest.as(Tokens.manager()).accept("image/png");
        if (method.equals("POST")) {
          request.contentType("application/json").body("{}");
        }
        String detail =
            request
                .request(method, asked)
                .then()
                .statusCode(406)
                .body("type", endsWith("/not-acceptable"))
                .extract()
                .path("detail");
        assertThat(detail).as(method + " " + asked).contains(types);
        if (!types.contains("text/csv")) {
          assertThat(detail).as(method + " " + asked).doesNotContain("csv");
        }
      }
    }
  }
}
