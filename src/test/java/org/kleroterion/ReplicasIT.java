package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.api.HandedOut;

/**
 * Three services on one database, asked at once and about the same subjects: one sequence, one log,
 * one answer.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplicasIT {
  private static final int REPLICAS = 3;
  private static final int CLIENTS = 32;
  private static final int SUBJECTS = 800;

  /** Each subject is asked for so often, every time at another replica. */
  private static final int ASKED = 2;

  private final long seed = Long.getLong("replicas.seed", System.nanoTime());
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final List<RunningService> replicas = new ArrayList<>();

  @TempDir Path directory;
  private DatabaseServer database;

  @AfterEach
  void stop() throws InterruptedException {
    clients.shutdownNow();
    for (RunningService replica : replicas) {
      replica.kill();
    }
    if (database != null) {
      database.close();
    }
  }

  /** What one client was answered. */
  private record Answered(String subject, HttpResponse<String> answer) {}

  @Test
  @Tag("R02")
  @Tag("R03")
  @Tag("R09")
  @Tag("R17")
  void three_replicas_are_one_service() throws Exception {
    start();
    HandedOut handedOut = ShippedTrial.handedOut(replicas.get(0));
    long began = System.nanoTime();
    List<Answered> answers = ask(handedOut);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    String when = "-Dreplicas.seed=" + seed;
    Map<String, String> acknowledged = new HashMap<>();
    for (Answered one : answers) {
      assertThat(one.answer().statusCode()).as(one.answer().body()).isIn(200, 201);
      String before = acknowledged.putIfAbsent(one.subject(), one.answer().body());
      assertThat(before == null || before.equals(one.answer().body()))
          .as("%s is answered alike by every replica, %s", one.subject(), when)
          .isTrue();
      ShippedTrial.keep(handedOut, one.answer().body());
    }
    assertThat(answers.stream().filter(one -> one.answer().statusCode() == 201))
        .as("allocated once each, " + when)
        .hasSize(SUBJECTS);
    requireOneLog(handedOut, acknowledged, when);
    requireEachIntact(handedOut, when);
    long sizes = handedOut.sizes().size();
    System.out.printf(
        "%d replicas, %d clients: %d answers for %d subjects in %d ms; %d receipts verified, %d"
            + " checkpoints all of the one log (%d pairs); -Dreplicas.seed=%d%n",
        REPLICAS,
        CLIENTS,
        answers.size(),
        SUBJECTS,
        took.toMillis(),
        handedOut.receipts(),
        sizes,
        sizes * (sizes - 1) / 2,
        seed);
  }

  private void start() throws Exception {
    database =
        DatabaseServer.start(
            directory.resolve("database"), Path.of("target", "replicas", "database.log"));
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(
          RunningService.evaluate(
              directory.resolve("data"),
              Path.of("target", "replicas", "replica-" + i + ".log"),
              Map.of(
                  "KLEROTERION_DATABASE_URL",
                  database.url(),
                  "KLEROTERION_DATABASE_TRANSACTIONS",
                  "8",
                  "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
                  "10",
                  "KLEROTERION_LOG_PUBLISH_EVERY",
                  "1S",
                  "KLEROTERION_LOG_ANCHOR_DIRECTORY",
                  anchors(i).toString()),
              "-XX:TieredStopAtLevel=1"));
    }
  }

  private Path anchors(int replica) {
    return directory.resolve("anchor-" + replica);
  }

  /** All requests in one order of chance, and meanwhile checkpoints and checks of the log. */
  private List<Answered> ask(HandedOut handedOut) throws Exception {
    List<Callable<Answered>> requests = new ArrayList<>();
    for (int i = 0; i < SUBJECTS; i++) {
      String subject = "S-" + i;
      String request = ShippedTrial.request(subject, i);
      for (int time = 0; time < ASKED; time++) {
        RunningService replica = replicas.get((i + time) % REPLICAS);
        String token = replica.token("enroller");
        requests.add(() -> new Answered(subject, replica.post(token, "allocations", request)));
      }
    }
    Collections.shuffle(requests, new Random(seed));
    ExecutorService auditors = Executors.newFixedThreadPool(REPLICAS);
    try {
      AtomicBoolean busy = new AtomicBoolean(true);
      List<Future<Integer>> readings = new ArrayList<>();
      for (RunningService replica : replicas) {
        readings.add(auditors.submit(() -> read(replica, handedOut, busy)));
      }
      List<Answered> answers = new ArrayList<>();
      for (Future<Answered> answer : clients.invokeAll(requests)) {
        answers.add(answer.get());
      }
      busy.set(false);
      for (Future<Integer> reading : readings) {
        assertThat(reading.get()).as("checkpoints read meanwhile").isPositive();
      }
      return answers;
    } finally {
      auditors.shutdownNow();
    }
  }

  private static int read(RunningService replica, HandedOut handedOut, AtomicBoolean busy)
      throws Exception {
    int read = 0;
    while (busy.get()) {
      handedOut.checkpoint(replica.get("auditor", "log/checkpoint"));
      if (read++ % 20 == 0) {
        ShippedTrial.requireSound(replica, "under load");
      }
      Thread.sleep(10);
    }
    return read;
  }

  private void requireOneLog(HandedOut handedOut, Map<String, String> acknowledged, String when)
      throws Exception {
    List<String> leaves = ShippedTrial.leaves(replicas.get(0));
    List<JsonNode> issued = replicas.get(0).list("auditor", "allocations");
    assertThat(issued).as("nobody but these was allocated").hasSize(SUBJECTS);
    assertThat(
            issued.stream()
                .map(allocation -> allocation.path("stratum").textValue())
                .collect(Collectors.toSet()))
        .hasSize(8);
    ShippedTrial.requireListed(acknowledged, issued, when);
    ShippedTrial.requireSequences(directory.resolve("data"), issued, when);
    ShippedTrial.requireLogged(leaves, issued, when);
    for (RunningService replica : replicas) {
      handedOut.checkpoint(replica.get("auditor", "log/checkpoint"));
      assertThat(ShippedTrial.leaves(replica)).as("the log of every replica").isEqualTo(leaves);
    }
    handedOut.requirePrefixesOf(leaves, when);
  }

  private void requireEachIntact(HandedOut handedOut, String when) throws Exception {
    for (int i = 0; i < REPLICAS; i++) {
      ShippedTrial.requireSound(replicas.get(i), when);
      // Each one handed out the last checkpoint just now.
      ShippedTrial.requireAnchored(anchors(i), handedOut, "of replica " + i + ", " + when);
    }
  }
}
