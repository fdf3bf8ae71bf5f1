package org.kleroterion.wire;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FormFields;
import org.kleroterion.trial.protocol.Screenings;

/** A body is taken as it was written: no value of another JSON type, no hidden character. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@Tag("R18")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonTypesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each endpoint of {@code /v1} with a body: who calls it, and a body with every member. */
  enum Endpoint {
    ASSESS(
        "edc",
        "assessments",
        """
        {"subject": "S-1", "site": "cams", "screening": {}, "requestedBy": "dr.li"}"""),
    ALLOCATE(
        "edc",
        "allocations",
        """
        {"subject": "S-1", "requestedBy": "dr.li", "site": "cams", "screening": {}}"""),
    ALLOCATE_ON(
        "enroller",
        "allocations",
        """
        {"subject": "S-1", "assessment": "0b3f7a52-6c1d-4e8a-9f2b-5d4c3e2a1f60"}"""),
    CORRECT(
        "manager",
        "allocations/S-1/corrections",
        """
        {"kind": "STRATUM_CORRECTED", "reason": "A slip", "screening": {}}"""),
    ISSUE_LIST(
        "statistician",
        "emergency-lists",
        """
        {"site": "cams", "places": 3, "reason": "Works on the line"}"""),
    RECORD_CARD(
        "manager",
        "emergency-lists/1/allocations",
        """
        {"stratum": "visceral=no", "place": 1, "arm": "WLRT", "subject": "S-1",
         "openedAt": "2026-11-26T02:10:00Z", "openedBy": "dr.li", "reason": "No line"}"""),
    CHANGE_STATUS("manager", "status", "{\"status\": \"OPEN\", \"reason\": \"Ready\"}"),
    ADD_SITE(
        "manager",
        "sites",
        """
        {"code": "oslo", "name": "Oslo", "timeZone": "Europe/Oslo", "reason": "It joins"}"""),
    REVEAL_KEY("manager", "key-reveal", "{\"reason\": \"The trial is over\"}"),
    RESTART_LOG("manager", "log/restart", "{\"reason\": \"The backup is the last\"}");

    private final String role;
    private final String path;
    private final String body;

    Endpoint(String role, String path, String body) {
      this.role = role;
      this.path = path;
      this.body = body;
    }

    ObjectNode body() {
      ObjectNode request = (ObjectNode) read(body);
      if (this == CORRECT) {
        request.set("screening", new ObjectMapper().valueToTree(Screenings.eligible()));
      }
      return request;
    }

    /** The record that the service reads the body as. */
    Class<?> request() {
      return requests()
          .filter(
              type ->
                  members(type).map(RecordComponent::getName).collect(toSet()).containsAll(names())
                      && type.getSimpleName().startsWith(prefix()))
          .findFirst()
          .orElseThrow();
    }

    private Set<String> names() {
      Set<String> names = new TreeSet<>();
      body().fieldNames().forEachRemaining(names::add);
      return names;
    }

    private String prefix() {
      return switch (this) {
        case ASSESS -> "Assessment";
        case ALLOCATE, ALLOCATE_ON -> "Allocation";
        case CORRECT -> "Correction";
        case ISSUE_LIST -> "EmergencyList";
        case RECORD_CARD -> "EmergencyAllocation";
        case CHANGE_STATUS -> "Status";
        case ADD_SITE -> "Site";
        case REVEAL_KEY -> "KeyReveal";
        case RESTART_LOG -> "LogRestart";
      };
    }
  }

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private ValidatableResponse send(Endpoint endpoint, String body) {
    return TrialUnderTest.as(Tokens.of(endpoint.role))
        .contentType("application/json")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post(trial.path(endpoint.path))
        .then();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  @Test
  void the_table_has_every_body_and_every_member_of_v1() {
    assertThat(Stream.of(Endpoint.values()).map(Endpoint::request).collect(toSet()))
        .isEqualTo(requests().collect(toSet()));
    for (Class<?> request : requests().toList()) {
      assertThat(
              Stream.of(Endpoint.values())
                  .filter(endpoint -> endpoint.request().equals(request))
                  .flatMap(endpoint -> endpoint.names().stream())
                  .collect(toSet()))
          .as(request.getName())
          .isEqualTo(members(request).map(RecordComponent::getName).collect(toSet()));
    }
  }

  /** The records that the methods of {@code /v1} read from a JSON body. */
  private static Stream<Class<?>> requests() {
    try (Stream<java.nio.file.Path> files = Files.walk(java.nio.file.Path.of("src/main/java"))) {
      return files
          .map(java.nio.file.Path::toString)
          .filter(file -> file.endsWith("Resource.java"))
          .map(file -> file.substring("src/main/java/".length(), file.length() - 5))
          .map(file -> type(file.replace(File.separatorChar, '.')))
          .filter(type -> type.isAnnotationPresent(Path.class))
          .filter(type -> type.getAnnotation(Path.class).value().startsWith("/v1"))
          .flatMap(type -> Stream.of(type.getDeclaredMethods()))
          .filter(method -> method.isAnnotationPresent(Consumes.class))
          .flatMap(JsonTypesTest::body)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, JsonTypesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Class<?>> body(Method method) {
    List<Class<?>> bodies =
        Stream.<Class<?>>of(method.getParameterTypes()).filter(Class::isRecord).toList();
    assertThat(bodies).as(method.toString()).hasSize(1);
    return bodies.stream();
  }

  private static Stream<RecordComponent> members(Class<?> request) {
    return Arrays.stream(request.getRecordComponents());
  }

  private static Class<?> type(RecordComponent member) {
    Type type = member.getGenericType();
    return (Class<?>)
        (type instanceof ParameterizedType optional ? optional.getActualTypeArguments()[0] : type);
  }

  /** Values of other JSON types, and texts that a lenient reader would take for the type. */
  private static List<String> wrong(RecordComponent member) {
    List<String> some = List.of("true", "false", "[]", "{}");
    Class<?> type = type(member);
    if (type == String.class) {
      return with(some, "1", "0", "1.5", "[\"S-1\"]");
    }
    if (type == int.class) {
      return with(
          some, "\"3\"", "\"\"", "\" \"", "3.0", "1.5", "3e0", "null", "[3]", "99999999999");
    }
    if (type.isEnum()) {
      String first = ((Enum<?>) type.getEnumConstants()[0]).name();
      return with(
          some,
          "0",
          "1",
          "1.0",
          "\"0\"",
          "\"\"",
          "\" \"",
          "\" " + first + "\"",
          "\"" + first.toLowerCase(Locale.ROOT) + "\"",
          "[\"" + first + "\"]");
    }
    if (type == Instant.class) {
      return with(
          some, "1764123000", "1764123000.5", "\"1764123000\"", "\"\"", "\" \"", "\"2026-11-26\"");
    }
    if (type == UUID.class) {
      return with(
          some,
          "1",
          "1.5",
          "\"\"",
          "\" \"",
          "\"1-1-1-1-1\"",
          "\"Cz96UmwdTo6fK11MPiofYA==\"",
          "[\"0b3f7a52-6c1d-4e8a-9f2b-5d4c3e2a1f60\"]");
    }
    assertThat(type).as(member.toString()).isEqualTo(ObjectNode.class);
    return List.of("true", "false", "[]", "1", "1.5", "\"\"", "\"{}\"", "[{}]");
  }

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void no_value_of_another_type_is_converted(Endpoint endpoint) {
    int entries = trial.log().size();
    for (RecordComponent member : members(endpoint.request()).toList()) {
      if (!endpoint.names().contains(member.getName())) {
        continue;
      }
      for (String value : wrong(member)) {
        // As written: a JSON library could write 3.0 or 3e0 in another way.
        String text = endpoint.body().put(member.getName(), "?").toString().replace("\"?\"", value);
        ValidatableResponse answer = send(endpoint, text);
        assertThat(answer.extract().statusCode()).as(text).isEqualTo(400);
        answer
            .body("type", endsWith("/invalid-request"))
            .body("violations.pointer", contains("/" + member.getName()));
      }
    }
    for (String body : List.of("[]", "[{}]", "\"\"", "\"text\"", "1", "1.5", "true", "null")) {
      assertThat(send(endpoint, body).extract().statusCode()).as(body).isEqualTo(400);
    }
    assertThat(trial.log()).hasSize(entries);
    // The body without an edit is a good one, so the edits alone were refused.
    assertThat(send(endpoint, endpoint.body().toString()).extract().statusCode())
        .isIn(200, 201, 404, 409);
  }

  /** The members that hold free text: one line for people. */
  private static boolean isLine(RecordComponent member) {
    return pattern(member).filter(pattern -> pattern.regexp().equals(Text.LINE)).isPresent();
  }

  private static Optional<Pattern> pattern(RecordComponent member) {
    if (member.getAnnotatedType() instanceof AnnotatedParameterizedType optional) {
      return Optional.ofNullable(
          optional.getAnnotatedActualTypeArguments()[0].getAnnotation(Pattern.class));
    }
    return Optional.ofNullable(member.getAccessor().getAnnotation(Pattern.class));
  }

  @Test
  void every_text_is_a_code_or_a_line_or_is_compared_with_known_ones() {
    assertThat(
            requests()
                .flatMap(JsonTypesTest::members)
                .filter(member -> type(member) == String.class)
                .filter(member -> pattern(member).isEmpty())
                .map(RecordComponent::getName)
                .collect(toSet()))
        .containsExactlyInAnyOrder("timeZone", "stratum");
  }

  /** Control characters, line breaks, broken Unicode, and every character that turns text round. */
  static Stream<String> hidden() {
    return IntStream.concat(
            IntStream.of(
                0, 7, 9, 0xA, 0xD, 0x1B, 0x7F, 0x85, 0x9F, 0x61C, 0x200E, 0x200F, 0x2028, 0x2029,
                0xD800, 0xDFFF, 0xFFFD),
            IntStream.concat(
                IntStream.rangeClosed(0x202A, 0x202E), IntStream.rangeClosed(0x2066, 0x2069)))
        .mapToObj(code -> String.valueOf((char) code));
  }

  private static String withText(Endpoint endpoint, String member, String text) {
    String escaped =
        text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    return endpoint.body().put(member, "?").toString().replace("\"?\"", "\"" + escaped + "\"");
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void free_text_has_no_hidden_character(Endpoint endpoint) {
    List<String> lines =
        members(endpoint.request())
            .filter(JsonTypesTest::isLine)
            .map(RecordComponent::getName)
            .filter(endpoint.names()::contains)
            .toList();
    assertThat(lines.isEmpty()).isEqualTo(endpoint == Endpoint.ALLOCATE_ON);
    for (String member : lines) {
      for (String hidden : hidden().toList()) {
        ValidatableResponse answer = send(endpoint, withText(endpoint, member, "a" + hidden + "b"));
        assertThat(answer.extract().statusCode())
            .as("%s U+%04X", member, (int) hidden.charAt(0))
            .isEqualTo(400);
        answer.body("violations.pointer", contains("/" + member));
      }
      for (String blank : List.of("", " ", "\u00a0\u3000", "\u200c\u200d", "\ufeff")) {
        send(endpoint, withText(endpoint, member, blank))
            .statusCode(400)
            .body("violations.pointer", hasItem("/" + member));
      }
    }
    for (String member : lines) {
      // Persian needs U+200C within a word, and Sinhala and an emoji U+200D.
      String right = "می\u200cخواهم ශ්\u200dරී \ud83d\udc69\u200d\u2695\ufe0f עברית";
      ValidatableResponse answer = send(endpoint, withText(endpoint, member, right));
      assertThat(answer.extract().statusCode()).as(member).isIn(200, 201, 404, 409);
    }
  }

  @ParameterizedTest
  @MethodSource("hidden")
  void a_gateways_person_has_no_hidden_character(String hidden) {
    MultivaluedHashMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("user", "dr." + hidden + "li");
    assertThat(FormFields.person(form, "user")).isEmpty();
    form.putSingle("user", "می\u200cخواهم");
    assertThat(FormFields.person(form, "user")).isPresent();
  }

  @Test
  void nine_hundred_wrong_members_are_counted_and_a_hundred_listed() {
    StringBuilder screening = new StringBuilder("{");
    for (int i = 0; i < 900; i++) {
      screening.append(i == 0 ? "" : ",").append("\"unknown_").append(i).append("\":1");
    }
    for (Endpoint endpoint : List.of(Endpoint.ASSESS, Endpoint.ALLOCATE)) {
      JsonNode problem =
          TrialUnderTest.json(
              send(
                      endpoint,
                      endpoint
                          .body()
                          .<ObjectNode>set("screening", read(screening + "}"))
                          .toString())
                  .statusCode(400)
                  .body("type", endsWith("/invalid-request")));
      assertThat(problem.path("violations")).hasSize(100);
      assertThat(problem.path("violationsLeftOut").asInt()).isEqualTo(800);
      assertThat(problem.path("detail").asText())
          .isEqualTo("900 members are wrong. Only the first 100 are listed.");
    }
    String name = "n".repeat(20_000);
    JsonNode problem =
        TrialUnderTest.json(
            send(Endpoint.ASSESS, Endpoint.ASSESS.body().put(name, 1).toString()).statusCode(400));
    assertThat(problem.at("/violations/0/pointer").asText()).hasSize(200).endsWith("…");
  }
}
