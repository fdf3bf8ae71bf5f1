package org.kleroterion.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.access.Role;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** Every operation of the contract refuses query parameters that the contract does not list. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@Tag("R18")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QueryParametersTest {
  private static TrialUnderTest trial;

  /** One trial for all cases: none of them changes it. */
  @BeforeEach
  void register() {
    if (trial == null) {
      TrialUnderTest made = TrialUnderTest.shipped();
      for (String subject : List.of("S-1", "S-2")) {
        made.allocate(subject, made.assessed(subject, Screenings.eligible())).statusCode(201);
      }
      trial = made;
    }
  }

  /** An operation of {@code openapi.yaml} with its query parameters. */
  record Operation(String method, String path, SortedSet<String> parameters) {
    String list() {
      return parameters.isEmpty()
          ? "This endpoint has no parameters."
          : "Known parameters: " + String.join(", ", parameters) + ".";
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Stream<Operation> operations() throws IOException {
    JsonNode contract =
        new ObjectMapper(new YAMLFactory()).readTree(Files.readString(Path.of("openapi.yaml")));
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : contract.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        SortedSet<String> parameters = new TreeSet<>();
        for (JsonNode parameter : operation.getValue().path("parameters")) {
          if (parameter.path("in").asText().equals("query")) {
            parameters.add(parameter.path("name").asText());
          }
        }
        operations.add(
            new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), parameters));
      }
    }
    assertThat(operations).hasSizeGreaterThan(30);
    return operations.stream();
  }

  /** The path with values for which the operation exists. */
  private static String path(Operation operation) {
    return operation
        .path()
        .replace("{trial}", trial.code())
        .replace("{subject}", "S-1")
        .replace("{id}", "00000000-0000-4000-8000-000000000000")
        .replace("{destination}", "events.none")
        .replace("{level}", "0")
        .replace("{path}", "000.p/1")
        .replaceAll("\\{[a-z]+}", "1");
  }

  private static ValidatableResponse send(String token, Operation operation, String query) {
    var request = token.isEmpty() ? RestAssured.given() : TrialUnderTest.as(token);
    if (operation.method().equals("POST")) {
      request.contentType("application/json").body("{\"subject\":\"S-1\"}");
    }
    return request
        .urlEncodingEnabled(false)
        .request(operation.method(), path(operation) + "?" + query)
        .then();
  }

  /** Refused with this violation for each of these roles, and with 401 without a token. */
  private static void assertRefused(
      List<Role> roles, Operation operation, String query, String name, String message) {
    for (Role role : roles) {
      send(Tokens.of(role.group()), operation, query)
          .statusCode(400)
          .body("type", endsWith("/invalid-request"))
          .body("violations.pointer", contains("?" + name))
          .body("violations[0].message", equalTo(message + operation.list()));
    }
    send("", operation, query).statusCode(401);
  }

  /** The roles that may call the operation. */
  private static List<Role> roles(Operation operation) {
    List<Role> roles =
        Stream.of(Role.values())
            .filter(
                role ->
                    send(Tokens.of(role.group()), operation, "sujbect=S-1").extract().statusCode()
                        != 403)
            .toList();
    assertThat(roles).as(operation.toString()).isNotEmpty();
    return roles;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void each_operation_lists_the_parameters_that_it_has(Operation operation) {
    int entries = trial.log().size();
    String unknown = "Is not a parameter of this endpoint. ";

    List<Role> roles = roles(operation);
    assertRefused(roles, operation, "sujbect=S-1", "sujbect", unknown);
    // The roles do not differ in what follows.
    List<Role> one = roles.subList(0, 1);
    assertRefused(one, operation, "page", "page", unknown);
    assertRefused(one, operation, "x=1&x=2", "x", unknown);
    for (String known : operation.parameters()) {
      String capital = known.substring(0, 1).toUpperCase(Locale.ROOT) + known.substring(1);
      assertRefused(one, operation, capital + "=1", capital, unknown);
      // Quarkus reads parameters without regard to case.
      assertRefused(one, operation, known + "=1&" + capital + "=2", capital, unknown);
      assertRefused(one, operation, known + "=1&" + known + "=2", known, "Must be given once. ");
      assertRefused(one, operation, known + "=1;" + known + "=1", known, "Must be given once. ");
    }
    assertThat(trial.log()).hasSize(entries);
  }

  /** A blank value is refused, except for a stratum: a trial without factors has a blank one. */
  @ParameterizedTest
  @MethodSource("operations")
  void a_blank_value_is_refused_if_it_can_mean_nothing(Operation operation) {
    Role role = roles(operation).get(0);
    for (String known : operation.parameters()) {
      for (String query : List.of(known, known + "=", known + "=%20")) {
        ValidatableResponse answer = send(Tokens.of(role.group()), operation, query);
        if (known.equals("stratum")) {
          assertThat(answer.extract().statusCode()).as(operation + "?" + query).isIn(200, 400);
        } else {
          answer.statusCode(400).body("violations.pointer", contains("?" + known));
        }
      }
    }
  }

  @Test
  void several_faults_are_told_at_once() {
    trial
        .get(Tokens.auditor(), "log?sujbect=S-1&type=LOG_EXPORTED&page=2&type=KEY_REVEALED")
        .statusCode(400)
        .body("violations.pointer", contains("?page", "?sujbect", "?type"));
  }

  @Test
  void a_name_may_be_percent_encoded() {
    TrialUnderTest.as(Tokens.auditor())
        .urlEncodingEnabled(false)
        .get(trial.path("allocations?%73ubject=S-2"))
        .then()
        .statusCode(200)
        .body("items.subject", contains("S-2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allocations?subject=S-2 | S-2",
        "allocations?subject=S-3 | ''",
        "allocations?subject=s-2 | ''",
        "allocations?subject=S-2&site=pumch | ''",
        "log?type=ASSESSMENT_RECORDED&subject=S-1 | S-1",
        "log?type=ALLOCATION_ISSUED,ASSESSMENT_RECORDED | S-1 S-1 S-2 S-2",
        "log?type=KEY_REVEALED,ALLOCATION_ISSUED | S-1 S-2",
        "log?type=ALLOCATION_ISSUED,ALLOCATION_ISSUED | S-1 S-2",
      })
  @Tag("R12")
  void lists_are_filtered(String path, String subjects) {
    List<String> found =
        trial.get(Tokens.auditor(), path).statusCode(200).extract().path("items.subject");
    assertThat(String.join(" ", found)).isEqualTo(subjects);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALLOCATION_ISSUED,NONE",
        "ALLOCATION_ISSUED,",
        ",ALLOCATION_ISSUED",
        ",",
        "ALLOCATION_ISSUED,allocation_refused",
        "ALLOCATION_ISSUED, KEY_REVEALED"
      })
  @Tag("R12")
  void each_type_of_a_list_is_checked(String types) {
    trial
        .get(Tokens.auditor(), "log?type=" + types)
        .statusCode(400)
        .body("violations.pointer", contains("?type"));
  }
}
