package org.kleroterion.tools.benchmark;

import static org.kleroterion.RunningService.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.kleroterion.RunningService;
import org.kleroterion.log.note.Checkpoint;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.tree.Hash;
import org.kleroterion.log.tree.Proofs;

/**
 * Measures the packaged service with a long log, 512 MiB of heap and the embedded database: its
 * start, which reads the whole log, proofs at random positions, verification and export. The
 * benchmark checks every answer and fails at the first wrong one.
 */
public final class LogBenchmark {
  private static final int REQUESTS = Integer.getInteger("requests", 300);
  private static final Path TARGET = Path.of("tools", "target");
  private static final String SETTINGS = "META-INF/microprofile-config.properties";
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final RunningService service;
  private final long allocations;
  private final String enroller;
  private final String auditor;
  private final VerifierKey key;
  private final long size;
  private final SplittableRandom random = new SplittableRandom(1);

  /** The checkpoints of the inclusion proofs. Consistency proofs are requested between them. */
  private final List<Checkpoint> seen = new ArrayList<>();

  /** The query parameter for the next page of entries; empty for the first page. */
  private String after = "";

  private LogBenchmark(RunningService service, long allocations)
      throws IOException, InterruptedException {
    this.service = service;
    this.allocations = allocations;
    this.enroller = service.token("enroller");
    this.auditor = service.token("auditor");
    JsonNode registration = JSON.readTree(bytes(JSON.readTree(get("log/0")).path("leaf")));
    this.key = VerifierKey.parse(registration.at("/data/vkey").textValue());
    this.size = checkpoint(get("log/checkpoint")).size();
  }

  /**
   * @param arguments the data directory, and the number of entries that the log must have
   */
  public static void main(String... arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    long entries = Long.parseLong(arguments[1]);
    Path output = TARGET.resolve("log-benchmark.log");
    if (!Files.exists(data.resolve("kleroterion.mv.db"))) {
      // Creates the secrets and the tables, and registers the trial.
      RunningService.evaluate(data, output, PATIENCE).close();
    }
    long began = System.nanoTime();
    long allocations;
    try (LogFill fill = LogFill.open(database(data), data, "wlrt-obc")) {
      allocations = fill.addUntil(entries);
    }
    System.out.printf("filled in           %9.1f s%n", (System.nanoTime() - began) / 1e9);
    try (RunningService service = RunningService.evaluate(data, output, PATIENCE, "-Xmx512m")) {
      new LogBenchmark(service, allocations).run();
    }
  }

  /**
   * Connects to the database of the stopped service, with the URL in the packaged service's
   * settings.
   */
  private static Connection database(Path data) throws IOException, SQLException {
    Path service = Path.of(System.getProperty("jar")).resolveSibling("app");
    Properties settings = new Properties();
    try (Stream<Path> files = Files.list(service);
        JarFile jar = new JarFile(files.findFirst().orElseThrow().toFile());
        InputStream file = jar.getInputStream(jar.getEntry(SETTINGS))) {
      settings.load(file);
    }
    String url = settings.getProperty("kleroterion.database.url", "");
    if (!url.startsWith("jdbc:h2:")) {
      throw new IllegalStateException(service + " is not built for H2");
    }
    return DriverManager.getConnection(
        url.replace("${kleroterion.data-directory}", data.toAbsolutePath().toString()),
        "kleroterion",
        "");
  }

  private void run() throws Exception {
    System.out.printf("%,d entries, %,d allocations%n", size, allocations);
    System.out.printf("ready after         %9.1f s%n", service.startUp().toMillis() / 1e3);
    memory();
    System.out.printf("%-19s %9s %9s %9s %9s%n", "", "requests", "p50 ms", "p99 ms", "max ms");
    measure("warm-up", this::inclusion);
    measure("inclusion proof", this::inclusion);
    measure("consistency proof", this::consistency);
    measure("repeated allocation", this::repeatedAllocation);
    measure("page of the log", this::page);
    memory();
    verification();
    memory();
    export();
    memory();
  }

  private interface Request {
    /** Sends the request, checks the answer, and returns the latency in nanoseconds. */
    long send() throws IOException, InterruptedException;
  }

  private static void measure(String name, Request request) throws Exception {
    List<Long> latencies = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      latencies.add(request.send());
    }
    latencies.sort(null);
    System.out.printf(
        "%-19s %9d %9.1f %9.1f %9.1f%n",
        name,
        REQUESTS,
        Figures.percentile(latencies, 50),
        Figures.percentile(latencies, 99),
        Figures.percentile(latencies, 100));
  }

  private long inclusion() throws IOException, InterruptedException {
    long within = random.nextLong(1, size + 1);
    long index = random.nextLong(within);
    byte[] leaf = bytes(JSON.readTree(get("log/" + index)).path("leaf"));
    long sent = System.nanoTime();
    String proof = get("log/" + index + "/proof?size=" + within);
    long took = System.nanoTime() - sent;
    Checkpoint checkpoint = requireIncluded(leaf, proof);
    require(checkpoint.size() == within, proof);
    seen.add(checkpoint);
    return took;
  }

  private long consistency() throws IOException, InterruptedException {
    Checkpoint one = seen.get(random.nextInt(seen.size()));
    Checkpoint other = seen.get(random.nextInt(seen.size()));
    Checkpoint from = one.size() < other.size() ? one : other;
    Checkpoint to = from == one ? other : one;
    long sent = System.nanoTime();
    String proof = get("log/proof?from=" + from.size() + "&to=" + to.size());
    long took = System.nanoTime() - sent;
    require(proof.startsWith("old " + from.size() + "\n"), proof);
    require(checkpoint(proof.substring(proof.indexOf("\n\n") + 2)).equals(to), proof);
    require(Proofs.extend(from.size(), from.root(), to.size(), to.root(), hashes(proof, 1)), proof);
    return took;
  }

  private long repeatedAllocation() throws IOException, InterruptedException {
    String subject = LogFill.subject(random.nextLong(1, allocations + 1));
    String request = JSON.writeValueAsString(Map.of("subject", subject));
    long sent = System.nanoTime();
    HttpResponse<String> answer = service.post(enroller, "allocations", request);
    long took = System.nanoTime() - sent;
    require(answer.statusCode() == 200, answer.body());
    JsonNode allocation = JSON.readTree(answer.body());
    byte[] leaf = bytes(allocation.path("entry"));
    requireIncluded(leaf, allocation.path("receipt").textValue());
    JsonNode entry = JSON.readTree(leaf);
    require(
        entry.path("subject").textValue().equals(subject)
            && entry.at("/data/arm").equals(allocation.at("/arm/code")),
        answer.body());
    return took;
  }

  private long page() throws IOException, InterruptedException {
    long sent = System.nanoTime();
    String answer = get("log?limit=100" + after);
    long took = System.nanoTime() - sent;
    JsonNode page = JSON.readTree(answer);
    require(page.path("items").size() == 100, answer);
    after = page.hasNonNull("next") ? "&after=" + page.path("next").textValue() : "";
    return took;
  }

  private void verification() throws IOException, InterruptedException {
    long sent = System.nanoTime();
    String answer = get("log/verification");
    System.out.printf("verification        %9.1f s%n", (System.nanoTime() - sent) / 1e9);
    JsonNode verification = JSON.readTree(answer);
    require(
        verification.path("sound").booleanValue() && verification.path("size").asLong() == size,
        answer);
  }

  private void export() throws IOException, InterruptedException {
    Path file = TARGET.resolve("log-benchmark.zip");
    // The download overwrites the file without truncating it: the end of a longer file would
    // remain.
    Files.deleteIfExists(file);
    long sent = System.nanoTime();
    HttpResponse<Path> answer = service.download(auditor, "log/export", file);
    System.out.printf(
        "export              %9.1f s, %d MiB: %s%n",
        (System.nanoTime() - sent) / 1e9, Files.size(file) >> 20, file.toAbsolutePath());
    require(answer.statusCode() == 200, "the export's status is " + answer.statusCode());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      require(
          checkpoint(read(zip, "checkpoint")).size() == size + 1, "the checkpoint in the export");
      long lines;
      try (BufferedReader csv =
          new BufferedReader(
              new InputStreamReader(
                  zip.getInputStream(zip.getEntry("allocations.csv")), StandardCharsets.UTF_8))) {
        lines = csv.lines().count();
      }
      require(lines == allocations + 1, "allocations.csv in the export has " + lines + " lines");
    }
  }

  private static String read(ZipFile zip, String name) throws IOException {
    return new String(
        zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private void memory() throws IOException {
    System.out.printf("maximum memory      %11s%n", Figures.memory(service.pid(), "VmHWM"));
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = service.ask(auditor, path);
    require(answer.statusCode() == 200, path + " was answered with " + answer.body());
    return answer.body();
  }

  private Checkpoint requireIncluded(byte[] leaf, String proof) {
    long index = Long.parseLong(proof.lines().skip(1).findFirst().orElseThrow().substring(6));
    Checkpoint checkpoint = checkpoint(proof.substring(proof.indexOf("\n\n") + 2));
    require(
        Proofs.includes(
            Hash.ofLeaf(leaf), index, checkpoint.size(), hashes(proof, 2), checkpoint.root()),
        proof);
    return checkpoint;
  }

  private Checkpoint checkpoint(String note) {
    return Checkpoint.parse(Note.parse(note).requireSignedBy(key).text());
  }

  private static List<Hash> hashes(String proof, int behindLines) {
    return Arrays.stream(proof.substring(0, proof.indexOf("\n\n")).split("\n"))
        .skip(behindLines)
        .map(Hash::ofBase64)
        .toList();
  }

  private static byte[] bytes(JsonNode text) {
    return text.textValue().getBytes(StandardCharsets.UTF_8);
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException("wrong answer: " + what);
    }
  }
}
