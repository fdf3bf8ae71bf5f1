package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.api.HandedOut;

/**
 * {@code kill -9} of the service under load, again and again on the same data: what was
 * acknowledged stands, what was not is whole or not there, and every sequence goes on.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrashIT {
  private static final int KILLS = Integer.getInteger("crash.kills", Whole.or(3, 20));
  private static final int CLIENTS = 8;
  private static final int REPEATS = 25;
  private static final int PROOFS = 10;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

  /** What was sent for each subject, and what was answered for those that were. */
  private final Map<String, String> requests = new ConcurrentHashMap<>();

  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final Queue<String> unverified = new ConcurrentLinkedQueue<>();
  private HandedOut handedOut;
  private final List<Duration> restarts = new ArrayList<>();
  private int sent;
  private int proofs;
  private int unanswered;
  private int unansweredButIssued;

  @TempDir Path directory;
  private RunningService service;

  @AfterEach
  void stop() throws InterruptedException {
    clients.shutdownNow();
    if (service != null) {
      service.kill();
    }
  }

  @Test
  @Tag("R02")
  @Tag("R03")
  @Tag("R09")
  @Tag("R17")
  void kills_under_load_lose_nothing_and_give_nothing_twice() throws Exception {
    start(0);
    for (int kill = 1; kill <= KILLS; kill++) {
      killUnderLoad(kill);
      start(kill);
      restarts.add(service.startUp());
      String when = "after kill " + kill + ", -Dcrash.seed=" + seed;
      List<JsonNode> issued = service.list("auditor", "allocations");
      ShippedTrial.requireListed(acknowledged, issued, when);
      ShippedTrial.requireSequences(data(), issued, when);
      if (kill % 5 == 0 || kill == KILLS) {
        logHolds(when, issued);
      } else {
        logGrew(when);
      }
      repeatsAgree(when);
      ShippedTrial.requireAnchored(anchors(), handedOut, when);
      unansweredAreAllocatedOnce(when, issued);
    }
    List<JsonNode> issued = service.list("auditor", "allocations");
    String when = "at the end, -Dcrash.seed=" + seed;
    ShippedTrial.requireListed(acknowledged, issued, when);
    ShippedTrial.requireSequences(data(), issued, when);
    logHolds(when, issued);
    assertThat(issued).as("nobody but these was allocated").hasSize(acknowledged.size());
    assertThat(sent).as("requests under load").isGreaterThan(2 * KILLS * CLIENTS);
    report();
  }

  private void start(int run) throws Exception {
    service =
        RunningService.evaluate(
            data(),
            Path.of("target", "crash", "run-" + run + ".log"),
            // Outside the database: what it keeps must be in the log that the kill left, or the
            // service does not become ready.
            Map.of("KLEROTERION_LOG_ANCHOR_DIRECTORY", anchors().toString()));
    if (run == 0) {
      handedOut = ShippedTrial.handedOut(service);
    }
  }

  private Path anchors() {
    return directory.resolve("anchor");
  }

  private Path data() {
    return directory.resolve("data");
  }

  private void killUnderLoad(int kill) throws Exception {
    RunningService running = service;
    String token = running.token("enroller");
    List<Future<Integer>> load = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      String prefix = "K" + kill + "-" + client + "-";
      load.add(clients.submit(allocating(running, token, prefix)));
    }
    int before = acknowledged.size();
    // However slow the machine is: what is killed has been working.
    while (acknowledged.size() < before + 2 * CLIENTS && load.stream().noneMatch(Future::isDone)) {
      Thread.sleep(10);
    }
    Thread.sleep(300 + random.nextInt(1200));
    assertThat(running.kill()).as("exit code of a killed process").isEqualTo(137);
    for (Future<Integer> client : load) {
      sent += client.get();
    }
    // Also those that were answered just before the kill.
    for (String answer; (answer = unverified.poll()) != null; ) {
      ShippedTrial.keep(handedOut, answer);
    }
    ShippedTrial.requireAnchored(anchors(), handedOut, "after kill " + kill);
  }

  /** New subjects in all strata, one after another, until the service is gone. */
  private Callable<Integer> allocating(RunningService running, String token, String prefix) {
    return () -> {
      int i = 0;
      try {
        while (true) {
          String subject = prefix + i;
          String request = ShippedTrial.request(subject, i);
          i++;
          requests.put(subject, request);
          HttpResponse<String> answer = running.post(token, "allocations", request);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
          acknowledged.put(subject, answer.body());
          unverified.add(answer.body());
        }
      } catch (IOException e) {
        return i;
      }
    };
  }

  /** All of the log, read and hashed here. */
  private void logHolds(String when, List<JsonNode> issued) throws Exception {
    List<String> leaves = ShippedTrial.leaves(service);
    ShippedTrial.requireLogged(leaves, issued, when);
    handedOut.requirePrefixesOf(leaves, when);
    ShippedTrial.requireSound(service, when);
  }

  /** Proofs from the last checkpoint that was handed out, and from some before it. */
  private void logGrew(String when) throws Exception {
    List<Long> sizes = handedOut.sizes();
    List<Long> chosen = new ArrayList<>(List.of(sizes.get(sizes.size() - 1)));
    for (int i = 1; i < PROOFS; i++) {
      chosen.add(sizes.get(random.nextInt(sizes.size())));
    }
    for (long size : chosen) {
      handedOut.requireExtended(size, service.get("auditor", "log/proof?from=" + size), when);
      proofs++;
    }
  }

  private void repeatsAgree(String when) throws Exception {
    List<String> subjects = new ArrayList<>(acknowledged.keySet());
    Collections.shuffle(subjects, random);
    for (String subject : subjects.subList(0, Math.min(REPEATS, subjects.size()))) {
      HttpResponse<String> answer = allocate(subject);
      assertThat(answer.statusCode()).as(subject + " repeated " + when).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(acknowledged.get(subject));
    }
  }

  private void unansweredAreAllocatedOnce(String when, List<JsonNode> issued) throws Exception {
    Map<String, JsonNode> bySubject = ShippedTrial.bySubject(issued);
    Set<String> open = new HashSet<>(requests.keySet());
    open.removeAll(acknowledged.keySet());
    assertThat(open).as("requests that the kill cut off, " + when).isNotEmpty();
    for (String subject : open) {
      JsonNode standing = bySubject.get(subject);
      HttpResponse<String> answer = allocate(subject);
      assertThat(answer.statusCode())
          .as("%s, unanswered and sent again %s: %s", subject, when, answer.body())
          .isEqualTo(standing == null ? 201 : 200);
      if (standing != null) {
        assertThat(ShippedTrial.listed(answer.body())).isEqualTo(standing);
        unansweredButIssued++;
      }
      acknowledged.put(subject, answer.body());
      ShippedTrial.keep(handedOut, answer.body());
      unanswered++;
    }
  }

  private HttpResponse<String> allocate(String subject) throws Exception {
    return service.post(service.token("enroller"), "allocations", requests.get(subject));
  }

  private void report() {
    restarts.sort(null);
    System.out.printf(
        "%d kills, %d allocations acknowledged, 0 lost; %d cut off, of which %d had been issued;"
            + " %d receipts verified, %d checkpoints all of the one log, %d proofs between them;"
            + " ready again after %d ms (median), %d ms (longest); -Dcrash.seed=%d%n",
        KILLS,
        acknowledged.size(),
        unanswered,
        unansweredButIssued,
        handedOut.receipts(),
        handedOut.sizes().size(),
        proofs,
        restarts.get(KILLS / 2).toMillis(),
        restarts.get(KILLS - 1).toMillis(),
        seed);
  }
}
