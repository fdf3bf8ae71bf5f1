package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers as the service's API does; the first variable of a screening names how. It is not the
 * service: what the feeder does with answers that the service seldom gives must be seen, too.
 */
final class StubService implements AutoCloseable {
  static final String TOKEN = "an-enrollers-token";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Map<String, String> behaviours = new HashMap<>();

  StubService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/trials/wlrt-obc/assessments", this::assess);
    server.createContext("/v1/trials/wlrt-obc/allocations", this::allocate);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Path and body of every request, in the order in which they came. */
  List<String> received() {
    return received;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void assess(HttpExchange exchange) throws IOException {
    JsonNode body = read(exchange);
    String subject = body.get("subject").asText();
    String behaviour = body.get("screening").fieldNames().next();
    behaviours.put(subject, behaviour);
    switch (behaviour) {
      case "unfit" ->
          answer(
              exchange,
              201,
              """
              {"id": "a", "verdict": "INELIGIBLE", "criteria": [
                {"id": "I1", "outcome": "MET", "variables": {"age": 50}},
                {"id": "I2", "outcome": "NOT_MET", "variables": {"ecog": 3}},
                {"id": "I8", "outcome": "MISSING", "missing": ["adequate_organ_function"]},
                {"id": "E4", "outcome": "NOT_MET", "variables": {"child_pugh": "B"}}]}
              """);
      case "unanswered" ->
          answer(
              exchange,
              201,
              """
              {"id": "a", "verdict": "INCOMPLETE", "criteria": [
                {"id": "E4", "outcome": "MISSING", "variables": {}, "missing": ["child_pugh"]},
                {"id": "I1", "outcome": "MISSING", "variables": {}, "missing": ["age", "child_pugh"]}]}
              """);
      case "wrong" ->
          answer(
              exchange,
              400,
              """
              {"type": "https://kleroterion.org/problems/invalid-request", "status": 400,
               "title": "The request has wrong members or parameters", "detail": "One member is wrong.",
               "violations": [{"pointer": "/screening/ecog", "message": "must be 0 to 5"}]}
              """);
      case "page" -> answer(exchange, 200, "<html>");
      case "crash" -> answer(exchange, 502, "Bad Gateway");
      case "escape" -> answer(exchange, 409, "{\"title\": \"Red\\u001b[31m\"}");
      default ->
          answer(exchange, 201, "{\"id\": \"a-" + subject + "\", \"verdict\": \"ELIGIBLE\"}");
    }
  }

  private void allocate(HttpExchange exchange) throws IOException {
    String subject = read(exchange).get("subject").asText();
    switch (behaviours.get(subject)) {
      case "paused" ->
          answer(
              exchange,
              409,
              "{\"title\": \"The trial is not open\", \"detail\": \"It was paused.\"}");
      case "control" ->
          answer(
              exchange,
              201,
              allocation("CONTROL", "visceral=yes,metastases=3-5,receptor=negative"));
      default ->
          answer(exchange, 201, allocation("WLRT", "visceral=no,metastases=1-2,receptor=positive"));
    }
  }

  private static String allocation(String arm, String stratum) {
    return "{\"arm\": {\"code\": \"" + arm + "\"}, \"stratum\": \"" + stratum + "\"}";
  }

  private JsonNode read(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    received.add(exchange.getRequestURI().getPath() + " " + body);
    return JSON.readTree(body);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] bytes = body.getBytes(UTF_8);
    boolean accepted = ("Bearer " + TOKEN).equals(token);
    exchange.sendResponseHeaders(accepted ? status : 401, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
