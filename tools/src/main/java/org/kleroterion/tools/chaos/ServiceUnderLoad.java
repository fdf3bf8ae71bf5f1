package org.kleroterion.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.kleroterion.RunningService;
import org.kleroterion.ShippedTrial;
import org.kleroterion.api.HandedOut;

/** Replicas of the service behind a balancer, with clients. Injects one fault at a time. */
final class ServiceUnderLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final int REPEATS = 25;

  private final long seed = Long.getLong("failover.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Path directory;
  private final List<Balancer.Replica> places = new ArrayList<>();
  private final List<RunningService> replicas = new ArrayList<>();
  private final Balancer balancer;
  private final HandedOut handedOut;
  private final Clients clients;
  private final List<String> report = new ArrayList<>();
  private int faults;

  /**
   * Starts the replicas and the balancer.
   *
   * @param settings the settings of each replica
   */
  ServiceUnderLoad(Path directory, Path output, List<Map<String, String>> settings)
      throws Exception {
    this.directory = directory;
    for (int i = 0; i < settings.size(); i++) {
      places.add(Balancer.Replica.free());
      replicas.add(replica(i, output, settings.get(i)));
    }
    balancer = Balancer.start(output, places);
    handedOut = ShippedTrial.handedOut(replicas.get(0));
    clients = new Clients(balancer.api(), replicas.get(0).token("enroller"), handedOut);
  }

  private RunningService replica(int i, Path output, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("QUARKUS_HTTP_PORT", Integer.toString(places.get(i).port()));
    settings.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(places.get(i).management()));
    settings.put("KLEROTERION_LOG_PUBLISH_EVERY", "1S");
    settings.put("KLEROTERION_LOG_ANCHOR_DIRECTORY", anchors(i).toString());
    return RunningService.evaluate(
        data(), output.resolve("replica-" + i + ".log"), settings, "-XX:TieredStopAtLevel=1");
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path anchors(int replica) {
    return directory.resolve("anchor-" + replica);
  }

  RunningService replica(int i) {
    return replicas.get(i);
  }

  List<RunningService> replicas() {
    return replicas;
  }

  Clients clients() {
    return clients;
  }

  /** A fault that happens under load. When the method returns, its cause has been removed. */
  interface Fault {
    void happen() throws Exception;
  }

  /**
   * Injects the fault under load and waits until the service has recovered by itself. Fails unless
   * every answer that a client ever got is still valid.
   */
  void endures(String what, Fault fault) throws Exception {
    String when = what + ", -Dfailover.seed=" + seed;
    int before = clients.acknowledged().size();
    clients.begin("F" + ++faults);
    await(() -> clients.acknowledged().size() > before + 50);
    long began = System.nanoTime();
    AtomicLong lastRed = new AtomicLong(began);
    AtomicBoolean watching = new AtomicBoolean(true);
    CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> watch(watching, lastRed));
    Duration outage;
    try {
      fault.happen();
      await(this::isReady);
      int recovered = clients.acknowledged().size();
      await(() -> clients.acknowledged().size() > recovered + 50);
      outage = clients.silence(began);
    } finally {
      watching.set(false);
      watch.join();
      clients.end();
    }
    requireIntact(when);
    report.add(
        "| %s | %d | 0 | %d | %d | %d | %s |"
            .formatted(
                what,
                clients.acknowledged().size() - before,
                clients.unclear(),
                outage.toMillis(),
                Duration.ofNanos(lastRed.get() - began).toMillis(),
                clients.refusals()));
    System.out.println(report.get(report.size() - 1));
  }

  private static void await(Callable<Boolean> until) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(until);
  }

  private void watch(AtomicBoolean watching, AtomicLong lastRed) {
    try {
      while (watching.get()) {
        if (!isReady()) {
          lastRed.set(System.nanoTime());
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady() throws InterruptedException {
    for (Balancer.Replica place : places) {
      URI ready = URI.create("http://127.0.0.1:" + place.management() + "/q/health/ready");
      try {
        HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(3)).build();
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
          return false;
        }
      } catch (IOException silent) {
        return false;
      }
    }
    return true;
  }

  /** Number of subjects that a replica has allocated since its start. */
  long allocatedBy(int replica) throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + places.get(replica).management() + "/q/metrics");
    return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith("kleroterion_allocations_total"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private void requireIntact(String when) throws Exception {
    RunningService first = replicas.get(0);
    List<JsonNode> issued = first.list("auditor", "allocations");
    List<String> leaves = ShippedTrial.leaves(first);
    assertThat(issued)
        .as("no other subject was allocated, " + when)
        .hasSameSizeAs(clients.acknowledged().keySet());
    ShippedTrial.requireListed(clients.acknowledged(), issued, when);
    ShippedTrial.requireSequences(data(), issued, when);
    ShippedTrial.requireLogged(leaves, issued, when);
    for (int i = 0; i < replicas.size(); i++) {
      RunningService replica = replicas.get(i);
      handedOut.checkpoint(replica.get("auditor", "log/checkpoint"));
      ShippedTrial.requireSound(replica, when);
      ShippedTrial.requireAnchored(anchors(i), handedOut, "of replica " + i + ", " + when);
    }
    handedOut.requirePrefixesOf(leaves, when);
    clients.requireSameAgain(random, REPEATS, when);
  }

  /** Prints the clients' results as a table with a row for each fault. */
  void report() {
    System.out.printf(
        "| fault | acknowledged | lost | refused or unanswered, but issued | longest silence, ms"
            + " | all replicas ready after, ms | refusals |%n|---|---|---|---|---|---|---|%n");
    report.forEach(System.out::println);
    System.out.printf(
        "%d receipts verified, %d checkpoints, all of one log; -Dfailover.seed=%d%n",
        handedOut.receipts(), handedOut.sizes().size(), seed);
  }

  @Override
  public void close() throws InterruptedException {
    clients.close();
    balancer.close();
    for (RunningService replica : replicas) {
      replica.kill();
    }
  }
}
