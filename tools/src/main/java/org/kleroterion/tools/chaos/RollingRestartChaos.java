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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.RunningService;
import org.kleroterion.ShippedTrial;
import org.kleroterion.api.HandedOut;

/** Replicas behind HAProxy act as one service, even while they are restarted one by one. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RollingRestartChaos {
  private static final int REPLICAS = Integer.getInteger("rolling.replicas", 3);
  private static final int RESTARTS = Integer.getInteger("rolling.restarts", REPLICAS);
  private static final int CLIENTS = Integer.getInteger("rolling.clients", 32);
  private static final int SUBJECTS = Integer.getInteger("rolling.subjects", 800);
  private static final Path OUTPUT = Path.of("tools", "target", "rolling");

  private final long seed = Long.getLong("rolling.seed", System.nanoTime());
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final List<Balancer.Replica> places = new ArrayList<>();
  private final List<RunningService> replicas = new ArrayList<>();
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /** Requests that were not answered with an allocation. They are not repeated. */
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  private HandedOut handedOut;
  private String token;
  private Balancer balancer;

  @TempDir Path directory;

  @AfterEach
  void stop() throws InterruptedException {
    clients.shutdownNow();
    if (balancer != null) {
      balancer.close();
    }
    for (RunningService replica : replicas) {
      replica.kill();
    }
  }

  @Test
  @Tag("R02")
  @Tag("R03")
  @Tag("R17")
  void no_request_fails_while_one_replica_after_the_other_is_restarted() throws Exception {
    for (int i = 0; i < REPLICAS; i++) {
      places.add(Balancer.Replica.free());
      replicas.add(replica(i, ""));
    }
    balancer = Balancer.start(OUTPUT, places);
    handedOut = ShippedTrial.handedOut(replicas.get(0));
    token = replicas.get(0).token("enroller");
    Awaitility.await().until(() -> allocate("first", 0) == 201);
    failed.clear();

    Duration together = askAllTwice();
    int before = acknowledged.size();
    Duration restarting = restartUnderLoad();

    String when = "-Drolling.seed=" + seed;
    assertThat(failed).as("failed requests, " + when).isEmpty();
    List<JsonNode> issued = replicas.get(0).list("auditor", "allocations");
    List<String> leaves = ShippedTrial.leaves(replicas.get(0));
    assertThat(issued).as("no other subject was allocated").hasSize(acknowledged.size());
    ShippedTrial.requireListed(acknowledged, issued, when);
    ShippedTrial.requireSequences(directory.resolve("data"), issued, when);
    ShippedTrial.requireLogged(leaves, issued, when);
    handedOut.requirePrefixesOf(leaves, when);
    for (RunningService replica : replicas) {
      ShippedTrial.requireSound(replica, when);
    }
    System.out.printf(
        "%d replicas behind HAProxy, %d clients: %d subjects requested twice concurrently in %d ms;"
            + " then %d allocated in %d ms while %d replicas were restarted, 0 requests failed;"
            + " %d receipts verified, all in one log; -Drolling.seed=%d%n",
        REPLICAS,
        CLIENTS,
        SUBJECTS,
        together.toMillis(),
        acknowledged.size() - before,
        restarting.toMillis(),
        RESTARTS,
        handedOut.receipts(),
        seed);
  }

  private RunningService replica(int i, String run) throws Exception {
    return RunningService.evaluate(
        directory.resolve("data"),
        OUTPUT.resolve("replica-" + i + run + ".log"),
        Map.of(
            "QUARKUS_HTTP_PORT",
            Integer.toString(places.get(i).port()),
            "QUARKUS_MANAGEMENT_PORT",
            Integer.toString(places.get(i).management()),
            // Longer than the balancer needs to detect that the replica stops.
            "QUARKUS_SHUTDOWN_DELAY",
            "3S",
            "KLEROTERION_LOG_ANCHOR_DIRECTORY",
            directory.resolve("anchor-" + i).toString()));
  }

  /** Sends one request through the balancer. Returns the status, or 0 if there was no answer. */
  private int allocate(String subject, int i) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(balancer.api() + "/v1/trials/wlrt-obc/allocations"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(ShippedTrial.request(subject, i)))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200 && answer.statusCode() != 201) {
        failed.add(subject + ": " + answer.statusCode() + " " + answer.body());
        return answer.statusCode();
      }
      String other = acknowledged.putIfAbsent(subject, answer.body());
      if (other != null && !other.equals(answer.body())) {
        failed.add(subject + " got two different answers");
      }
      ShippedTrial.keep(handedOut, answer.body());
      return answer.statusCode();
    } catch (IOException gone) {
      failed.add(subject + ": " + gone);
      return 0;
    }
  }

  private Duration askAllTwice() throws Exception {
    List<Callable<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < SUBJECTS; i++) {
      String subject = "S-" + i;
      int number = i;
      requests.add(() -> allocate(subject, number));
      requests.add(() -> allocate(subject, number));
    }
    Collections.shuffle(requests, new Random(seed));
    long began = System.nanoTime();
    Map<Integer, Integer> statuses = new HashMap<>();
    for (Future<Integer> answer : clients.invokeAll(requests)) {
      statuses.merge(answer.get(), 1, Integer::sum);
    }
    assertThat(statuses)
        .as("each is allocated once, -Drolling.seed=" + seed)
        .isEqualTo(Map.of(201, SUBJECTS, 200, SUBJECTS));
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private Duration restartUnderLoad() throws Exception {
    AtomicBoolean loading = new AtomicBoolean(true);
    List<Future<Integer>> load = new ArrayList<>();
    for (int client = 0; client < CLIENTS / 4; client++) {
      String prefix = "R-" + client + "-";
      load.add(
          clients.submit(
              () -> {
                int sent = 0;
                while (loading.get()) {
                  allocate(prefix + sent, sent++);
                }
                return sent;
              }));
    }
    long began = System.nanoTime();
    for (int i = 0; i < RESTARTS; i++) {
      Thread.sleep(1_000);
      replicas.get(i).close();
      replicas.set(i, replica(i, "-again"));
    }
    Thread.sleep(1_000);
    loading.set(false);
    for (Future<Integer> client : load) {
      assertThat(client.get()).as("requests of a client").isPositive();
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
