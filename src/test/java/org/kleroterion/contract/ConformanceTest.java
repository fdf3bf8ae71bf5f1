package org.kleroterion.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of every test's answers against the contract finds what does not conform. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConformanceTest {
  private static final Path EXAMPLES = Path.of("src/main/resources/examples");
  private static final String JSON = "application/json;charset=UTF-8";
  private static final String PROBLEM = "application/problem+json";
  private static final String ALLOCATIONS = "/v1/trials/wlrt-obc/allocations";

  private static String example(String name) throws IOException {
    return Files.readString(EXAMPLES.resolve(name + ".json"));
  }

  private static List<String> faults(
      String method, String path, int status, String type, String body) {
    return Contract.committed()
        .faults(method, path, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void what_the_contract_shows_conforms() throws IOException {
    assertThat(faults("POST", ALLOCATIONS, 201, JSON, example("allocate.201"))).isEmpty();
    assertThat(faults("GET", ALLOCATIONS, 200, JSON, example("listAllocations.200"))).isEmpty();
    assertThat(faults("GET", ALLOCATIONS, 200, "text/csv;charset=UTF-8", "subject")).isEmpty();
    assertThat(faults("GET", ALLOCATIONS + "/S-1", 200, JSON, flat())).isEmpty();
    assertThat(faults("GET", "/v1/trials/x/log/tile/0/x001/067.p/1", 200, BYTES, "")).isEmpty();
    for (String type : List.of("subject-not-eligible", "trial-not-open", "target-reached")) {
      assertThat(faults("POST", ALLOCATIONS, 409, PROBLEM, example("problems/" + type)))
          .as(type)
          .isEmpty();
    }
  }

  private static final String BYTES = "application/octet-stream";

  private static String flat() {
    return """
        {"subject":"S-1","number":"1","arm":"WLRT","armLabel":"x","stratum":"","site":"cams",
         "time":"2026-11-25T20:21:17.316Z","assessment":"88ae8461-e10c-4d61-b902-2a921a0baf98",
         "allocatedBy":"x","requestedBy":""}""";
  }

  static Stream<Arguments> others() {
    return Stream.of(
        arguments("another status", "POST", ALLOCATIONS, 202, JSON, ""),
        arguments("another media type", "POST", ALLOCATIONS, 201, "text/plain", "x"),
        arguments("a refusal in plain JSON", "POST", ALLOCATIONS, 409, JSON, "{}"),
        arguments("an operation that is not there", "GET", "/v1/trials/x/arms", 200, JSON, "{}"),
        arguments("a method that is not there", "PUT", ALLOCATIONS, 200, JSON, "{}"),
        arguments("no JSON", "POST", ALLOCATIONS, 201, JSON, "<html>"),
        arguments("a body with 204", "DELETE", DELIVERY, 204, "", "x"));
  }

  private static final String DELIVERY = "/v1/trials/x/destinations/y/deliveries/1";

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void another_answer_does_not(
      String name, String method, String path, int status, String type, String body) {
    assertThat(faults(method, path, status, type, body)).as(name).isNotEmpty();
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        arguments("a member is missing", "\"site\": \"cams\",", ""),
        arguments("a member is unknown", "\"number\": 1,", "\"number\": 1, \"place\": 1,"),
        arguments("a member occurs twice", "\"number\": 1,", "\"number\": 1, \"number\": 1,"),
        arguments("a number is a text", "\"number\": 1,", "\"number\": \"1\","),
        arguments("a text is a number", "\"site\": \"cams\",", "\"site\": 3,"),
        arguments("a nested member is unknown", "\"code\": \"WLRT\",", "\"code\": \"x\", \"x\":1,"),
        arguments("a time has no zone", "2026-11-25T20:21:17.316Z\",", "2026-11-25T20:21:17\","),
        arguments("an id is no UUID", "88ae8461-e10c-4d61-b902-2a921a0baf98\"", "88ae8461\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void a_changed_body_does_not(String name, String old, String changed) throws IOException {
    String body = example("allocate.201");
    assertThat(body).contains(old);
    assertThat(faults("POST", ALLOCATIONS, 201, JSON, body.replaceFirst(old, changed)))
        .as(name)
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"type\"", "\"title\"", "\"detail\"", "\"status\""})
  void a_problem_has_its_members_and_a_type_of_the_operation(String member) throws IOException {
    String problem = example("problems/subject-not-eligible");
    assertThat(faults("POST", ALLOCATIONS, 409, PROBLEM, problem.replaceFirst(member, "\"other\"")))
        .isNotEmpty();
    assertThat(faults("POST", ALLOCATIONS, 409, PROBLEM, example("problems/delivery-under-way")))
        .isNotEmpty();
  }
}
