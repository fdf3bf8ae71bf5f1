package org.kleroterion.tools.benchmark;

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
import org.kleroterion.RunningService;
import org.kleroterion.trial.protocol.Screenings;

/**
 * Measures requests per second of the packaged service on the embedded database. On the same
 * machine, 16 clients assess new subjects in all eight strata and then allocate them.
 *
 * <p>Arguments are options for the Java that runs the service. To compare two builds or settings,
 * run them in turn and use only the ratio of their figures. If the machine is busy, use only the
 * ratio of processor times.
 */
public final class ServiceBenchmark {
  private static final int CLIENTS = 16;
  private static final int REQUESTS = Integer.getInteger("requests", 10_000);

  private final RunningService service;
  private final String token;
  private final AtomicInteger subjects = new AtomicInteger();

  /** Request bodies for the subjects that are assessed but not allocated yet. */
  private final Queue<String> assessed = new ConcurrentLinkedQueue<>();

  private ServiceBenchmark(RunningService service) throws IOException {
    this.service = service;
    this.token = service.token("enroller");
  }

  public static void main(String... arguments) throws Exception {
    Path target = Path.of("tools", "target");
    Path data = Files.createTempDirectory(target, "benchmark");
    try (RunningService service =
        RunningService.evaluate(data, target.resolve("benchmark.log"), arguments)) {
      new ServiceBenchmark(service).run();
    }
  }

  private void run() throws Exception {
    long ready = System.nanoTime();
    assess();
    allocate();
    Duration first = service.startUp().plusNanos(System.nanoTime() - ready);

    measure("", this::assess);
    measure("", this::allocate);

    System.out.printf("ready after          %6d ms%n", service.startUp().toMillis());
    System.out.printf("first allocation at  %6d ms%n", first.toMillis());
    System.out.printf(
        "%-10s %10s %10s %10s %10s %10s%n",
        CLIENTS + " clients", "requests", "per second", "p50 ms", "p99 ms", "cpu ms");
    System.out.println(measure("assess", this::assess));
    System.out.println(measure("allocate", this::allocate));
    System.out.println("memory afterwards    " + Figures.memory(service.pid(), "VmRSS"));
  }

  private interface Request {
    /** Sends the request. Returns whether the answer is the expected one. */
    boolean send() throws IOException, InterruptedException;
  }

  private boolean assess() throws IOException, InterruptedException {
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
      return false;
    }
    String assessment = JSON.readTree(answer.body()).path("id").textValue();
    assessed.add(JSON.writeValueAsString(Map.of("subject", subject, "assessment", assessment)));
    return true;
  }

  private boolean allocate() throws IOException, InterruptedException {
    String request = assessed.poll();
    return request != null && service.post(token, "allocations", request).statusCode() == 201;
  }

  /** Lets the clients send requests until {@link #REQUESTS} are sent. */
  private String measure(String name, Request request) throws Exception {
    AtomicInteger left = new AtomicInteger(REQUESTS);
    AtomicInteger errors = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    Duration processor = service.processorTime();
    long start = System.nanoTime();
    List<Long> latencies = new ArrayList<>();
    try {
      List<Future<List<Long>>> work = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        work.add(clients.submit(() -> client(left, request, errors)));
      }
      for (Future<List<Long>> client : work) {
        latencies.addAll(client.get());
      }
    } finally {
      clients.shutdownNow();
    }
    if (errors.get() > 0) {
      throw new IllegalStateException(errors.get() + " requests failed");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Duration used = service.processorTime().minus(processor);
    latencies.sort(null);
    return "%-10s %10d %10.0f %10.1f %10.1f %10.2f"
        .formatted(
            name,
            latencies.size(),
            latencies.size() / seconds,
            Figures.percentile(latencies, 50),
            Figures.percentile(latencies, 99),
            (double) used.toMillis() / REQUESTS);
  }

  /** The latencies of one client's successful requests, in nanoseconds. */
  private static List<Long> client(AtomicInteger left, Request request, AtomicInteger errors)
      throws InterruptedException {
    List<Long> latencies = new ArrayList<>();
    while (left.getAndDecrement() > 0) {
      long sent = System.nanoTime();
      boolean done;
      try {
        done = request.send();
      } catch (IOException e) {
        done = false;
      }
      if (done) {
        latencies.add(System.nanoTime() - sent);
      } else {
        errors.incrementAndGet();
      }
    }
    return latencies;
  }
}
