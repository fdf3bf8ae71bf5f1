package org.kleroterion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.contract.Contract;
import org.kleroterion.database.TestDatabase;

/** The packaged service in evaluation mode, in a process of its own: what a kill hits. */
public final class RunningService implements AutoCloseable {
  public static final ObjectMapper JSON = new ObjectMapper();

  /** The one that this build made. */
  private static final Path BUILT = Path.of("target/quarkus-app/quarkus-run.jar");

  /** That one, unless another one is to be measured against it. */
  private static final Path JAR = Path.of(System.getProperty("jar", BUILT.toString()));

  private static final Duration TIMEOUT = Duration.ofMinutes(4);
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: (\\S+)\\. Management interface listening on (\\S+)\\.");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path data;
  private final Path output;
  private final Process process;
  private final Duration timeout;
  private Duration startUp = Duration.ZERO;
  private String api = "";

  private RunningService(Path data, Path output, Process process, Duration timeout) {
    this.data = data;
    this.output = output;
    this.process = process;
    this.timeout = timeout;
  }

  /**
   * Starts the jar and waits until it is ready.
   *
   * @param output gets what it prints
   * @param options for the Java that runs it
   */
  public static RunningService evaluate(Path data, Path output, String... options)
      throws IOException, InterruptedException {
    return start(data, output, TIMEOUT, Map.of(), jar(List.of(options), "evaluate"));
  }

  /** The same for a log that takes longer to check. */
  public static RunningService evaluate(Path data, Path output, Duration timeout, String... options)
      throws IOException, InterruptedException {
    return start(data, output, timeout, Map.of(), jar(List.of(options), "evaluate"));
  }

  /**
   * The same with more settings.
   *
   * @param settings as environment variables
   */
  public static RunningService evaluate(
      Path data, Path output, Map<String, String> settings, String... options)
      throws IOException, InterruptedException {
    return start(data, output, TIMEOUT, settings, jar(List.of(options), "evaluate"));
  }

  /** The same with both. */
  public static RunningService evaluate(
      Path data, Path output, Duration timeout, Map<String, String> settings, String... options)
      throws IOException, InterruptedException {
    return start(data, output, timeout, settings, jar(List.of(options), "evaluate"));
  }

  /** The command line that runs the jar. Tests and {@code --quick} start it as fast as Java can. */
  static List<String> jar(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java()));
    // Java 17 crashes if it records a flight while it uses such an archive.
    boolean records =
        options.stream().anyMatch(option -> option.startsWith("-XX:StartFlightRecording"));
    if (!records && (JAR.equals(BUILT) || Boolean.getBoolean("quick"))) {
      command.add("-XX:TieredStopAtLevel=1");
      command.addAll(ClassArchive.options(JAR));
    }
    command.addAll(options);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts it by another command, which must become the service or be it. */
  static RunningService start(Path data, Path output, List<String> command)
      throws IOException, InterruptedException {
    return start(data, output, TIMEOUT, Map.of(), command);
  }

  static RunningService start(
      Path data, Path output, Duration timeout, Map<String, String> settings, List<String> command)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    ProcessBuilder builder = process(output, command);
    builder.environment().putAll(environment(data));
    // The system gives free ports; to choose them here would be a race for them.
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", "0");
    builder.environment().putAll(settings);
    RunningService service = new RunningService(data, output, builder.start(), timeout);
    // Also when the build is interrupted: nobody else knows of this process.
    Runtime.getRuntime().addShutdownHook(new Thread(service.process::destroyForcibly));
    try {
      service.awaitReadiness(began);
      return service;
    } catch (IOException | InterruptedException | RuntimeException e) {
      service.kill();
      throw e;
    }
  }

  /** The settings of a service with this data directory, as environment variables. */
  public static Map<String, String> environment(Path data) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KLEROTERION_DATA_DIRECTORY", data.toString());
    TestDatabase.of(data)
        .forEach(
            (name, value) ->
                environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    return environment;
  }

  /** A command whose settings do not depend on who runs the tests. */
  public static ProcessBuilder process(Path output, List<String> command) throws IOException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(KLEROTERION|QUARKUS|MP)_.*"));
    return builder;
  }

  /** The Java that runs the tests. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private void awaitReadiness(long began) throws IOException, InterruptedException {
    Matcher listening = LISTENING.matcher("");
    while (!listening.reset(output()).find()) {
      requireAlive(began);
      Thread.sleep(10);
    }
    api = listening.group(1);
    URI ready = URI.create(listening.group(2) + "/q/health/ready");
    while (send(HttpRequest.newBuilder(ready)).statusCode() != 200) {
      requireAlive(began);
      Thread.sleep(10);
    }
    startUp = Duration.ofNanos(System.nanoTime() - began);
  }

  private void requireAlive(long began) throws IOException {
    if (!process.isAlive() || System.nanoTime() - began > timeout.toNanos()) {
      throw new IllegalStateException("the service did not start:\n" + output());
    }
  }

  /** From the start of the process until it was ready. */
  public Duration startUp() {
    return startUp;
  }

  /** The address, without a path. */
  public String api() {
    return api;
  }

  /** For how long processors have worked for it. */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  public long pid() {
    return process.pid();
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** The token that evaluation mode made for a role. */
  public String token(String role) throws IOException {
    return Files.readString(data.resolve("tokens").resolve(role + ".jwt")).strip();
  }

  /**
   * Posts JSON below the shipped trial.
   *
   * @throws IOException if no whole answer came
   */
  public HttpResponse<String> post(String token, String path, String body)
      throws IOException, InterruptedException {
    return send(
        request(token, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Gets what is below the shipped trial. */
  public HttpResponse<String> ask(String token, String path)
      throws IOException, InterruptedException {
    return sent(request(token, path).build());
  }

  /** The same into a file, as it comes. */
  public HttpResponse<Path> download(String token, String path, Path file)
      throws IOException, InterruptedException {
    return http.send(request(token, path).build(), HttpResponse.BodyHandlers.ofFile(file));
  }

  /**
   * What stands below the shipped trial, or its definition where the path is empty.
   *
   * @throws IllegalStateException if it is refused
   */
  public String get(String role, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(role, path);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " answers " + answer.body());
    }
    return answer.body();
  }

  /** The same, whatever the answer is. */
  public HttpResponse<String> send(String role, String path)
      throws IOException, InterruptedException {
    return send(request(token(role), path));
  }

  /** Every item of a list below the shipped trial, page after page. */
  public List<JsonNode> list(String role, String path) throws IOException, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    String after = "";
    while (true) {
      JsonNode page = JSON.readTree(get(role, path + "?limit=1000" + after));
      page.path("items").forEach(items::add);
      if (!page.hasNonNull("next")) {
        return items;
      }
      after = "&after=" + page.path("next").textValue();
    }
  }

  private HttpRequest.Builder request(String token, String path) {
    return HttpRequest.newBuilder(
            URI.create(api + "/v1/trials/wlrt-obc" + (path.isEmpty() ? "" : "/" + path)))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return sent(request.timeout(Duration.ofSeconds(30)).build());
  }

  private HttpResponse<String> sent(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    // Not in the programs of tools/, which measure and have no validator.
    if (Boolean.getBoolean("contract")) {
      Contract.require(
          request.method(),
          request.uri().getRawPath(),
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          answer.body().getBytes(StandardCharsets.UTF_8));
    }
    return answer;
  }

  /**
   * {@code kill -9}.
   *
   * @return the exit code: 137 if that is what ended it
   */
  public int kill() throws InterruptedException {
    return process.destroyForcibly().waitFor();
  }

  /** Stops it as an operator does. */
  @Override
  public void close() throws InterruptedException {
    close(Duration.ofSeconds(20));
  }

  /** The same where it has more to do before it ends. */
  public void close(Duration timeout) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }
}
