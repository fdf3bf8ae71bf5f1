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

/** Calls the API for the records: assesses each subject and allocates those who are eligible. */
final class FeedClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final FeedOptions options;
  private final String token;

  FeedClient(FeedOptions options, String token) {
    this.options = options;
    this.token = token;
  }

  /**
   * Assesses the subject of one record and, if she is eligible, allocates her.
   *
   * @throws FeedStopped if all further records would fail too: there is no service, or it does not
   *     accept the token
   */
  FeedResult send(FeedRecord item) throws FeedStopped, InterruptedException {
    String verdict = FeedResult.ERROR;
    try {
      JsonNode assessment = post("assessments", item.body());
      verdict = text(assessment, "verdict");
      if (!verdict.equals("ELIGIBLE")) {
        return FeedResult.notEligible(item, verdict, criteria(assessment));
      }
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("subject", item.subject()).put("assessment", text(assessment, "id"));
      JsonNode allocation = post("allocations", request);
      return FeedResult.allocated(
          item, verdict, text(allocation, "stratum"), text(allocation.path("arm"), "code"));
    } catch (ConnectException e) {
      throw new FeedStopped(
          "no service answers at "
              + options.url()
              + ". Start it in another terminal with src/evaluation/start, or name its address with"
              + " --url.");
    } catch (Unexpected e) {
      return FeedResult.failed(item, verdict, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return FeedResult.failed(item, verdict, "no answer: " + FeedStopped.reason(e));
    }
  }

  private JsonNode post(String path, JsonNode body)
      throws IOException, InterruptedException, FeedStopped, Unexpected {
    String trial = URLEncoder.encode(options.trial(), UTF_8).replace("+", "%20");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(options.url() + "/v1/trials/" + trial + "/" + path))
            .timeout(TIMEOUT)
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
                  + ". It may be expired or belong to another service. Name another file with"
                  + " --token-file.");
      default -> throw new Unexpected(problem(response));
    };
  }

  private static JsonNode parse(HttpResponse<String> response) throws Unexpected {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new Unexpected("HTTP " + response.statusCode() + " with a body that is not JSON");
    }
  }

  private static String text(JsonNode object, String member) throws Unexpected {
    JsonNode value = object.path(member);
    if (!value.isValueNode() || value.isNull()) {
      throw new Unexpected("the answer has no " + member);
    }
    return value.asText();
  }

  /**
   * Why the subject is not eligible: the criteria that are not met with their values, such as "I2
   * (ecog 3), E4 (child_pugh B)", or the values that are missing, such as "missing child_pugh".
   */
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
   * The problem as text, such as "HTTP 409 The trial is not open: ...; /screening/ecog must be
   * ...". Only the status if the body is not a problem.
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

  /** The answer is neither an assessment nor an allocation. */
  private static final class Unexpected extends Exception {
    Unexpected(String message) {
      super(message);
    }
  }
}
