package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Takes one record through the API: assess, and if eligible allocate by that assessment. */
final class FeedClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final FeedOptions options;
  private final String token;

  FeedClient(FeedOptions options, String token) {
    this.options = options;
    this.token = token;
  }

  /**
   * Sends one record and waits for what the service says.
   *
   * @throws FeedStopped if no record could do better: no service, or it does not accept the token
   */
  FeedResult send(FeedRecord of) throws FeedStopped, InterruptedException {
    String verdict = FeedResult.ERROR;
    try {
      JsonNode assessment = post("assessments", of.body());
      verdict = text(assessment, "verdict");
      if (!verdict.equals("ELIGIBLE")) {
        return FeedResult.notEligible(of, verdict, criteria(assessment));
      }
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("subject", of.subject()).put("assessment", text(assessment, "id"));
      JsonNode allocation = post("allocations", request);
      return FeedResult.allocated(
          of, verdict, text(allocation, "stratum"), text(allocation.path("arm"), "code"));
    } catch (ConnectException e) {
      throw new FeedStopped(
          "no service answers at "
              + options.url()
              + ". Start one in another terminal (src/evaluation/start), or name it with --url.");
    } catch (Unexpected e) {
      return FeedResult.failed(of, verdict, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return FeedResult.failed(of, verdict, "no answer: " + FeedStopped.reason(e));
    }
  }

  private JsonNode post(String path, JsonNode body)
      throws IOException, InterruptedException, FeedStopped, Unexpected {
    String trial = URLEncoder.encode(options.trial(), UTF_8).replace("+", "%20");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(options.url() + "/v1/trials/" + trial + "/" + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return switch (response.statusCode()) {
      case 200, 201 -> parse(response);
      case 401 ->
          throw new FeedStopped(
              "the service does not accept the token in "
                  + options.tokenFile()
                  + ". Is it this service's, and not expired? Name another with --token-file.");
      default -> throw new Unexpected(problem(response));
    };
  }

  private static JsonNode parse(HttpResponse<String> response) throws Unexpected {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new Unexpected("HTTP " + response.statusCode() + " with a body that is no JSON");
    }
  }

  private static String text(JsonNode object, String member) throws Unexpected {
    JsonNode value = object.path(member);
    if (!value.isValueNode() || value.isNull()) {
      throw new Unexpected("the answer has no " + member);
    }
    return value.asText();
  }

  /** "I2 (ecog 3), E4 (child_pugh B)", or "missing child_pugh". */
  private static String criteria(JsonNode assessment) {
    StringJoiner failing = new StringJoiner(", ");
    Set<String> missing = new LinkedHashSet<>();
    for (JsonNode criterion : assessment.path("criteria")) {
      switch (criterion.path("outcome").asText()) {
        case "NOT_MET" -> failing.add(criterion.path("id").asText() + values(criterion));
        case "MISSING" -> criterion.path("missing").forEach(name -> missing.add(name.asText()));
        default -> {}
      }
    }
    return failing.length() > 0 ? failing.toString() : "missing " + String.join(", ", missing);
  }

  private static String values(JsonNode criterion) {
    StringJoiner values = new StringJoiner(", ", " (", ")").setEmptyValue("");
    for (Map.Entry<String, JsonNode> variable : criterion.path("variables").properties()) {
      values.add(variable.getKey() + " " + variable.getValue().asText());
    }
    return values.toString();
  }

  /**
   * "HTTP 409 The trial is not open: ...; /screening/ecog must be ...", as far as the body is one.
   */
  private static String problem(HttpResponse<String> response) {
    JsonNode problem;
    try {
      problem = JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      problem = JsonNodeFactory.instance.missingNode();
    }
    StringBuilder text = new StringBuilder("HTTP ").append(response.statusCode());
    problem.path("title").asText("").lines().forEach(title -> text.append(' ').append(title));
    problem.path("detail").asText("").lines().forEach(line -> text.append(": ").append(line));
    for (JsonNode violation : problem.path("violations")) {
      text.append("; ").append(violation.path("pointer").asText());
      text.append(' ').append(violation.path("message").asText());
    }
    return text.toString();
  }

  /** An answer that is neither a verdict nor an allocation. */
  private static final class Unexpected extends Exception {
    Unexpected(String message) {
      super(message);
    }
  }
}
