package org.kleroterion.api;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.reader.ProtocolReader;
import org.kleroterion.trial.registration.Registration;

/** A trial of its own for each test, with an open door: what a client can do with it. */
public final class TrialUnderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Protocol protocol;

  private TrialUnderTest(Protocol protocol) {
    this.protocol = protocol;
  }

  /** The trial that ships, under a code of its own, open. */
  public static TrialUnderTest shipped() {
    return open("protocols/wlrt-obc.yaml", text -> text);
  }

  /** Another protocol, under a code of its own, open. */
  public static TrialUnderTest open(String resource, UnaryOperator<String> change) {
    TrialUnderTest trial = registered(resource, change);
    trial.becomes("OPEN");
    return trial;
  }

  /** A protocol under a code of its own, registered and not yet opened. */
  public static TrialUnderTest registered(String resource, UnaryOperator<String> change) {
    String code = "t-" + UUID.randomUUID().toString().substring(0, 13);
    return register(change.apply(text(resource)).replaceFirst("(?m)^trial: .*$", "trial: " + code));
  }

  /** Registers this text as the service does at its start. */
  public static TrialUnderTest register(String text) {
    Protocol protocol =
        new ProtocolReader().read("test.yaml", text.getBytes(StandardCharsets.UTF_8));
    Arc.container().instance(Registration.class).get().register(protocol);
    return new TrialUnderTest(protocol);
  }

  static String text(String resource) {
    try (InputStream stream = TrialUnderTest.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String code() {
    return protocol.trial();
  }

  public Protocol protocol() {
    return protocol;
  }

  /** The path below the trial: {@code path("allocations")}. */
  public String path(String rest) {
    return "/v1/trials/" + code() + "/" + rest;
  }

  public static RequestSpecification as(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  public ValidatableResponse becomes(String status) {
    return post(Tokens.manager(), "status", Map.of("status", status, "reason", "The test says so"));
  }

  public ValidatableResponse post(String token, String path, Object body) {
    return as(token).contentType(ContentType.JSON).body(text(body)).post(path(path)).then();
  }

  public ValidatableResponse get(String token, String path) {
    return as(token).get(path(path)).then();
  }

  /** Assesses at the protocol's first site. */
  public ValidatableResponse assess(String subject, Map<String, Object> screening) {
    return assess(Tokens.enroller(), subject, site(), screening);
  }

  public ValidatableResponse assess(
      String token, String subject, String site, Map<String, Object> screening) {
    return post(
        token, "assessments", Map.of("subject", subject, "site", site, "screening", screening));
  }

  /** Assesses, and gives the assessment's id. */
  public String assessed(String subject, Map<String, Object> screening) {
    return json(assess(subject, screening)).path("id").textValue();
  }

  public ValidatableResponse allocate(String subject, String assessment) {
    return post(
        Tokens.enroller(), "allocations", Map.of("subject", subject, "assessment", assessment));
  }

  /** The protocol's first site. */
  public String site() {
    return protocol.sites().get(0).code();
  }

  /** The exact lines of the trial's log, in order. */
  public List<String> log() {
    return list("log", "leaf");
  }

  /** How many allocations the trial has. */
  public int allocations() {
    return list("allocations", "subject").size();
  }

  /** A member of every item of a list, page after page. */
  private List<String> list(String path, String member) {
    List<String> all = new ArrayList<>();
    String after = "";
    while (true) {
      // Not by RestAssured's own JSON path, which takes seconds for long lists.
      JsonNode page =
          read(
              get(Tokens.auditor(), path + "?limit=1000" + after)
                  .statusCode(200)
                  .extract()
                  .asString());
      page.path("items").forEach(item -> all.add(item.path(member).textValue()));
      if (!page.hasNonNull("next")) {
        return all;
      }
      after = "&after=" + page.path("next").textValue();
    }
  }

  /** The body of an answer. RestAssured's own JSON path compiles a script for each question. */
  public static JsonNode json(ValidatableResponse answer) {
    return read(answer.extract().asString());
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Object body) {
    try {
      return body instanceof String text ? text : JSON.writeValueAsString(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
