package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.api.HandedOut;
import org.kleroterion.database.TestDatabase;
import org.kleroterion.gateway.events.Receiver;

/**
 * Three services on one database, asked at once and about the same subjects: one sequence, one log,
 * one answer, also when one of them is killed.
 */
@Tag("replicas")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplicasIT {
  private static final int REPLICAS = 3;
  private static final int CLIENTS = 32;
  private static final int SUBJECTS = Whole.or(240, 800);

  /** Each subject is asked for so often, every time at another replica. */
  private static final int ASKED = 2;

  /** As many more while a replica is killed. */
  private static final int LATE_SUBJECTS = Whole.or(80, 160);

  private final long seed = Long.getLong("replicas.seed", System.nanoTime());
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final List<RunningService> replicas = new CopyOnWriteArrayList<>();

  /** How often a replica asked its client to come again. */
  private final AtomicInteger busy = new AtomicInteger();

  @TempDir Path directory;
  private DatabaseServer database;
  private Receiver receiver;

  @AfterEach
  void stop() throws InterruptedException {
    clients.shutdownNow();
    for (RunningService replica : replicas) {
      replica.kill();
    }
    if (database != null) {
      database.close();
    }
    receiver.close();
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
    assertThat(answers.stream().filter(one -> one.answer().statusCode() == 201).count())
        .as("allocated once each at most, -Dreplicas.seed=" + seed)
        .isBetween(SUBJECTS - busy.longValue(), (long) SUBJECTS);
    List<Answered> late = askWhileOneIsKilled();

    String when = "-Dreplicas.seed=" + seed;
    Map<String, String> acknowledged = new HashMap<>();
    for (Answered one : concat(answers, late)) {
      assertThat(one.answer().statusCode()).as(one.answer().body()).isIn(200, 201);
      String before = acknowledged.putIfAbsent(one.subject(), one.answer().body());
      assertThat(before == null || before.equals(one.answer().body()))
          .as("%s is answered alike by every replica, %s", one.subject(), when)
          .isTrue();
      ShippedTrial.keep(handedOut, one.answer().body());
    }
    requireOneLog(handedOut, acknowledged, when);
    requireEachIntact(handedOut, when);
    int told = Told.requireAll(replicas.get(1), receiver, when);
    long sizes = handedOut.sizes().size();
    System.out.printf(
        "%d replicas, %d clients: %d answers for %d subjects in %d ms; %d more while one was killed,"
            + " of which %d had been issued unanswered; %d receipts verified, %d checkpoints all of the"
            + " one log (%d pairs); asked to come again %d times;"
            + " %d events told, %d of them again; -Dreplicas.seed=%d%n",
        REPLICAS,
        CLIENTS,
        answers.size(),
        SUBJECTS,
        took.toMillis(),
        late.size(),
        late.stream().filter(one -> one.answer().statusCode() == 200).count(),
        handedOut.receipts(),
        sizes,
        sizes * (sizes - 1) / 2,
        busy.get(),
        told,
        receiver.came().size() - told,
        seed);
  }

  private void start() throws Exception {
    receiver = Receiver.start();
    if (!TestDatabase.isPostgres()) {
      database =
          DatabaseServer.start(
              directory.resolve("database"), Path.of("target", "replicas", "database.log"));
    }
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(replica(i, ""));
    }
  }

  private RunningService replica(int i, String run) throws Exception {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "KLEROTERION_DATABASE_TRANSACTIONS",
                "8",
                "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
                "10",
                "KLEROTERION_LOG_PUBLISH_EVERY",
                "1S",
                "KLEROTERION_LOG_ANCHOR_DIRECTORY",
                anchors(i).toString()));
    if (database != null) {
      settings.put("KLEROTERION_DATABASE_URL", database.url());
    }
    return RunningService.evaluate(
        directory.resolve("data"),
        Path.of("target", "replicas", "replica-" + i + run + ".log"),
        settings,
        Told.options(receiver));
  }

  /** What a client does: it asks this replica, and the next one if that is gone or too busy. */
  private HttpResponse<String> answer(int replica, String request) throws Exception {
    for (int asked = replica; ; asked = (asked + 1) % REPLICAS) {
      RunningService service = replicas.get(asked);
      try {
        HttpResponse<String> answer =
            service.post(service.token("enroller"), "allocations", request);
        if (answer.statusCode() != 503) {
          return answer;
        }
        busy.incrementAndGet();
      } catch (IOException gone) {
        assertThat(asked).as("which replica is gone: " + gone).isZero();
      }
    }
  }

  private static List<Answered> concat(List<Answered> some, List<Answered> more) {
    List<Answered> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** Whoever the first replica does not answer any more asks another one. */
  private List<Answered> askWhileOneIsKilled() throws Exception {
    RunningService first = replicas.get(0);
    CountDownLatch answered = new CountDownLatch(LATE_SUBJECTS / 4);
    List<Future<Answered>> answers = new ArrayList<>();
    for (int i = 0; i < LATE_SUBJECTS; i++) {
      String subject = "L-" + i;
      String request = ShippedTrial.request(subject, i);
      answers.add(
          clients.submit(
              () -> {
                HttpResponse<String> answer = answer(0, request);
                answered.countDown();
                return new Answered(subject, answer);
              }));
    }
    assertThat(answered.await(120, TimeUnit.SECONDS)).as("answered before the kill").isTrue();
    // It made the tables: nothing of them may depend on its connections.
    assertThat(first.kill()).as("exit code of a killed process").isEqualTo(137);
    List<Answered> late = new ArrayList<>();
    for (Future<Answered> answer : answers) {
      late.add(answer.get());
    }
    replicas.set(0, replica(0, "-again"));
    return late;
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
        int replica = (i + time) % REPLICAS;
        requests.add(() -> new Answered(subject, answer(replica, request)));
      }
    }
    Collections.shuffle(requests, new Random(seed));
    ExecutorService auditors = Executors.newFixedThreadPool(REPLICAS);
    try {
      AtomicBoolean asking = new AtomicBoolean(true);
      List<Future<Integer>> readings = new ArrayList<>();
      for (RunningService replica : replicas) {
        readings.add(auditors.submit(() -> read(replica, handedOut, asking)));
      }
      List<Answered> answers = new ArrayList<>();
      for (Future<Answered> answer : clients.invokeAll(requests)) {
        answers.add(answer.get());
      }
      asking.set(false);
      for (Future<Integer> reading : readings) {
        assertThat(reading.get()).as("checkpoints read meanwhile").isPositive();
      }
      return answers;
    } finally {
      auditors.shutdownNow();
    }
  }

  private static int read(RunningService replica, HandedOut handedOut, AtomicBoolean asking)
      throws Exception {
    int read = 0;
    while (asking.get()) {
      HttpResponse<String> checkpoint = replica.send("auditor", "log/checkpoint");
      assertThat(checkpoint.statusCode()).as(checkpoint.body()).isIn(200, 503);
      if (checkpoint.statusCode() == 200) {
        handedOut.checkpoint(checkpoint.body());
        read++;
      }
      HttpResponse<String> verification = replica.send("auditor", "log/verification");
      assertThat(verification.body())
          .as("checked under load")
          .matches(".*(\"sound\":true|/service-unavailable\").*");
      Thread.sleep(100);
    }
    return read;
  }

  private void requireOneLog(HandedOut handedOut, Map<String, String> acknowledged, String when)
      throws Exception {
    List<String> leaves = ShippedTrial.leaves(replicas.get(0));
    List<JsonNode> issued = replicas.get(0).list("auditor", "allocations");
    assertThat(issued).as("nobody but these was allocated").hasSize(SUBJECTS + LATE_SUBJECTS);
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
