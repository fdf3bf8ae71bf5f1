package org.kleroterion;

import static org.kleroterion.RunningService.JSON;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.kleroterion.trial.protocol.Screenings;

/**
 * Requests per second of the packaged service on the embedded database, clients and service on the
 * same machine: 16 clients assess new subjects in all eight strata, and then allocate them.
 *
 * <p>Arguments are options for the Java that runs the service. Of two builds, or of a setting on
 * and off, only the ratio of runs that took turns says anything.
 */
public final class ServiceBenchmark {
  private static final int CLIENTS = 16;
  private static final Duration MEASURED = Duration.ofSeconds(20);

  private final RunningService service;
  private final String token;
  private final AtomicInteger subjects = new AtomicInteger();

  /** Subjects that are assessed and not yet allocated: the bodies of the requests to come. */
  private final Queue<String> assessed = new ConcurrentLinkedQueue<>();

  private ServiceBenchmark(RunningService service) throws IOException {
    this.service = service;
    this.token = service.token("enroller");
  }

  public static void main(String... arguments) throws Exception {
    Path data = Files.createTempDirectory(Path.of("target"), "benchmark");
    try (RunningService service =
        RunningService.evaluate(data, Path.of("target", "benchmark.log"), arguments)) {
      new ServiceBenchmark(service).run();
    }
  }

  private void run() throws Exception {
    long ready = System.nanoTime();
    assess();
    allocate();
    Duration first = service.startUp().plusNanos(System.nanoTime() - ready);

    // More than is measured below, so that enough subjects are left to allocate.
    measure("", Duration.ofSeconds(20), this::assess);
    measure("", Duration.ofSeconds(10), this::allocate);

    System.out.printf("ready after          %6d ms%n", service.startUp().toMillis());
    System.out.printf("first allocation at  %6d ms%n", first.toMillis());
    System.out.printf(
        "%-10s %10s %10s %10s %10s %8s%n",
        CLIENTS + " clients", "requests", "per second", "p50 ms", "p99 ms", "errors");
    System.out.println(measure("assess", MEASURED, this::assess));
    System.out.println(measure("allocate", MEASURED, this::allocate));
    System.out.println("memory afterwards    " + Figures.memory(service.pid(), "VmRSS"));
  }

  /** A request; whether it was answered as it should be, or empty work ends its client. */
  private interface Request {
    Outcome send() throws IOException, InterruptedException;
  }

  private enum Outcome {
    DONE,
    FAILED,
    NOTHING_LEFT
  }

  private Outcome assess() throws IOException, InterruptedException {
    int i = subjects.getAndIncrement();
    String subject = "B-" + i;
    Map<String, Object> request =
        Map.of(
            "subject",
            subject,
            "site",
            "cams",
            "screening",
            Screenings.eligible(
                i % 2 == 0, i % 4 < 2 ? 1 : 4, i % 8 < 4 ? "positive" : "negative"));
    HttpResponse<String> answer =
        service.post(token, "assessments", JSON.writeValueAsString(request));
    if (answer.statusCode() != 201) {
      return Outcome.FAILED;
    }
    String assessment = JSON.readTree(answer.body()).path("id").textValue();
    assessed.add(JSON.writeValueAsString(Map.of("subject", subject, "assessment", assessment)));
    return Outcome.DONE;
  }

  private Outcome allocate() throws IOException, InterruptedException {
    String request = assessed.poll();
    if (request == null) {
      return Outcome.NOTHING_LEFT;
    }
    return service.post(token, "allocations", request).statusCode() == 201
        ? Outcome.DONE
        : Outcome.FAILED;
  }

  /** Lets every client send one request after another for this time, or until none is left. */
  private static String measure(String name, Duration time, Request request) throws Exception {
    AtomicInteger errors = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    long start = System.nanoTime();
    List<Long> latencies = new ArrayList<>();
    try {
      List<Future<List<Long>>> work = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        work.add(clients.submit(() -> client(start + time.toNanos(), request, errors)));
      }
      for (Future<List<Long>> client : work) {
        latencies.addAll(client.get());
      }
    } finally {
      clients.shutdownNow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    latencies.sort(null);
    return "%-10s %10d %10.0f %10.1f %10.1f %8d"
        .formatted(
            name,
            latencies.size(),
            latencies.size() / seconds,
            Figures.percentile(latencies, 50),
            Figures.percentile(latencies, 99),
            errors.get());
  }

  /** How long each request took that was answered well, in nanoseconds. */
  private static List<Long> client(long end, Request request, AtomicInteger errors)
      throws InterruptedException {
    List<Long> latencies = new ArrayList<>();
    while (System.nanoTime() < end) {
      long sent = System.nanoTime();
      Outcome outcome;
      try {
        outcome = request.send();
      } catch (IOException e) {
        outcome = Outcome.FAILED;
      }
      switch (outcome) {
        case DONE -> latencies.add(System.nanoTime() - sent);
        case FAILED -> errors.incrementAndGet();
        case NOTHING_LEFT -> {
          return latencies;
        }
      }
    }
    return latencies;
  }
}
