package org.kleroterion.gateway.redcap;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands in for a REDCap: Export Records and Import Records as its API's help describes them,
 * of projects told apart by their tokens.
 */
final class RedcapStandIn {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Map<String, String>>> ROWS = new TypeReference<>() {};
  private static final Pattern FILTER =
      Pattern.compile("(?:\\[(?<event>\\w+)])?\\[(?<field>\\w+)] = \"(?<value>[^\"]*)\"");

  /** What goes wrong with one call. */
  enum Trouble {
    ERROR_500,
    TOO_MANY,
    BANNED,
    MAINTENANCE,
    SLOW,
    BROKEN_JSON,
    STRANGE_JSON,
    TOO_LONG,
    HANG_UP,
    /** What is imported is kept, and then nobody hears of it. */
    HANG_UP_AFTER
  }

  /**
   * A project, as it is set up.
   *
   * @param columns what each may hold
   * @param event its only one; empty: it is not longitudinal
   */
  record Project(
      String recordField, Map<String, Predicate<String>> columns, String event, boolean groups) {}

  private final int port;
  private final Map<String, Project> projects = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Map<String, String>>> records = new ConcurrentHashMap<>();
  private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
  private final Queue<Trouble> importTroubles = new ConcurrentLinkedQueue<>();
  private final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private ExecutorService threads;

  // Otherwise Java's server keeps each answer back for 40 ms.
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  RedcapStandIn(int port) {
    this.port = port;
  }

  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/api/", this::answer);
    server.start();
  }

  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  void project(String token, Project project) {
    projects.put(token, project);
    records.putIfAbsent(token, new ConcurrentHashMap<>());
  }

  /** Keeps a record, with every column that it does not name blank. */
  void save(String token, String record, Map<String, String> values) {
    Map<String, String> row = new ConcurrentHashMap<>();
    projects.get(token).columns().keySet().forEach(column -> row.put(column, ""));
    row.putAll(values);
    row.put(projects.get(token).recordField(), record);
    records.get(token).put(record, row);
  }

  Map<String, String> record(String token, String record) {
    return records.get(token).get(record);
  }

  void delete(String token, String record) {
    records.get(token).remove(record);
  }

  /** The next calls go wrong so. */
  void trouble(Trouble trouble, int times) {
    for (int i = 0; i < times; i++) {
      troubles.add(trouble);
    }
  }

  /** The next imports go wrong so. */
  void importTrouble(Trouble trouble, int times) {
    for (int i = 0; i < times; i++) {
      importTroubles.add(trouble);
    }
  }

  void forget() {
    troubles.clear();
    importTroubles.clear();
    calls.clear();
  }

  /** The forms that came, of both kinds. */
  List<Map<String, String>> calls() {
    return calls;
  }

  /** Those about this record that were to write. */
  List<Map<String, String>> imports(String record) {
    return calls.stream()
        .filter(form -> form.getOrDefault("data", "").contains(":\"" + record + "\""))
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> form = form(exchange);
      calls.add(form);
      Trouble trouble = troubles.poll();
      if (trouble == null && form.containsKey("data")) {
        trouble = importTroubles.poll();
      }
      if (trouble == null) {
        Answer answer = answer(form);
        send(exchange, answer.status(), "application/json", answer.body());
        return;
      }
      switch (trouble) {
        case ERROR_500 -> send(exchange, 500, "text/html", "<b>Fatal error</b>");
        case TOO_MANY -> {
          exchange.getResponseHeaders().add("Retry-After", "1");
          send(exchange, 429, "text/html", "Too many requests");
        }
        case BANNED -> send(exchange, 403, "text/html", "You have been banned");
        case MAINTENANCE -> send(exchange, 200, "text/html", "<html>REDCap is offline</html>");
        case SLOW -> Thread.sleep(1500);
        case BROKEN_JSON -> send(exchange, 200, "application/json", "[{\"record_id\":\"S");
        case STRANGE_JSON -> send(exchange, 200, "application/json", "\"ok\"");
        case TOO_LONG ->
            send(exchange, 200, "application/json", "[\"" + "x".repeat(200_000) + "\"]");
        case HANG_UP -> {}
        case HANG_UP_AFTER -> answer(form);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = new LinkedHashMap<>();
    for (String field : body.split("&")) {
      String[] parts = field.split("=", 2);
      form.put(decoded(parts[0]), decoded(parts[1]));
    }
    return form;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private record Answer(int status, String body) {}

  private Answer answer(Map<String, String> form) throws IOException {
    Project project = projects.get(form.getOrDefault("token", ""));
    if (project == null) {
      return error(403, "You do not have permissions to use the API");
    }
    if (!"record".equals(form.get("content"))
        || !"json".equals(form.get("format"))
        || !"flat".equals(form.get("type"))) {
      return error(400, "The value of the parameter \"content\" is not valid");
    }
    Map<String, Map<String, String>> kept = records.get(form.get("token"));
    return form.containsKey("data") ? imported(form, project, kept) : exported(form, project, kept);
  }

  private static Answer error(int status, String message) throws IOException {
    return new Answer(status, JSON.writeValueAsString(Map.of("error", message)));
  }

  private static Answer exported(
      Map<String, String> form, Project project, Map<String, Map<String, String>> kept)
      throws IOException {
    List<String> wanted = list(form, "records");
    List<String> fields = list(form, "fields");
    Set<String> known =
        project.columns().keySet().stream()
            .map(column -> column.split("___", 2)[0])
            .collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>(fields);
    unknown.removeAll(known);
    unknown.remove(project.recordField());
    if (!unknown.isEmpty()) {
      return error(
          400,
          "The following values in the parameter \"fields\" are not valid: '"
              + String.join("', '", unknown)
              + "'");
    }
    if (!project.event().isEmpty() && !list(form, "events").equals(List.of(project.event()))) {
      return error(400, "The following values in the parameter \"events\" are not valid");
    }
    Matcher filter = FILTER.matcher(form.getOrDefault("filterLogic", ""));
    boolean filtered = filter.matches();
    List<Map<String, String>> rows = new ArrayList<>();
    for (Map<String, String> record : kept.values()) {
      boolean named = wanted.isEmpty() || wanted.contains(record.get(project.recordField()));
      if (!named
          || (filtered && !record.get(filter.group("field")).equals(filter.group("value")))) {
        continue;
      }
      Map<String, String> row = new LinkedHashMap<>();
      row.put(project.recordField(), record.get(project.recordField()));
      if (!project.event().isEmpty()) {
        row.put("redcap_event_name", project.event());
      }
      if (project.groups() && "true".equals(form.get("exportDataAccessGroups"))) {
        row.put(ProjectMapping.GROUP, record.getOrDefault(ProjectMapping.GROUP, ""));
      }
      project.columns().keySet().stream()
          .filter(column -> fields.contains(column.split("___", 2)[0]))
          .forEach(column -> row.put(column, record.get(column)));
      rows.add(row);
    }
    return new Answer(200, JSON.writeValueAsString(rows));
  }

  private static Answer imported(
      Map<String, String> form, Project project, Map<String, Map<String, String>> kept)
      throws IOException {
    List<Map<String, String>> rows = JSON.readValue(form.get("data"), ROWS);
    for (Map<String, String> row : rows) {
      Map<String, String> values = new LinkedHashMap<>(row);
      String record = values.remove(project.recordField());
      String event = values.remove("redcap_event_name");
      if (record == null || !project.event().equals(event == null ? "" : event)) {
        return error(400, "The record or its event is missing");
      }
      Set<String> unknown = new TreeSet<>(values.keySet());
      unknown.removeAll(project.columns().keySet());
      if (!unknown.isEmpty()) {
        return error(
            400,
            "The following fields were not found in the project as real data fields: "
                + String.join(", ", unknown));
      }
      for (Map.Entry<String, String> value : values.entrySet()) {
        if (!value.getValue().isEmpty()
            && !project.columns().get(value.getKey()).test(value.getValue())) {
          return error(
              400,
              "\""
                  + record
                  + "\",\""
                  + value.getKey()
                  + "\",\""
                  + value.getValue()
                  + "\",\"The value is not a valid category for "
                  + value.getKey()
                  + "\"");
        }
      }
      Map<String, String> existing = kept.computeIfAbsent(record, any -> new ConcurrentHashMap<>());
      existing.put(project.recordField(), record);
      values.forEach(
          (column, value) -> {
            if (!value.isEmpty() || "overwrite".equals(form.get("overwriteBehavior"))) {
              existing.put(column, value);
            }
          });
    }
    return new Answer(200, JSON.writeValueAsString(Map.of("count", rows.size())));
  }

  private static List<String> list(Map<String, String> form, String name) {
    return form.entrySet().stream()
        .filter(field -> field.getKey().startsWith(name + "["))
        .map(Map.Entry::getValue)
        .toList();
  }
}
