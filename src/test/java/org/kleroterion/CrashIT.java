package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kleroterion.RunningService.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.randomization.TrialKey;
import org.kleroterion.trial.protocol.Screenings;

/**
 * {@code kill -9} under load on the embedded database, again and again on the same data: what was
 * acknowledged stands, what was not is whole or not there, and every sequence goes on.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrashIT {
  private static final int KILLS = 20;
  private static final int CLIENTS = 8;
  private static final int REPEATS = 25;
  private static final String TRIAL = "wlrt-obc";
  private static final Scheme SCHEME =
      new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(6, 9));

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

  /** What was sent for each subject, and what was answered for those that were. */
  private final Map<String, String> requests = new ConcurrentHashMap<>();

  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final List<Duration> restarts = new ArrayList<>();
  private int sent;
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
  @Tag("R17")
  void twenty_kills_under_load_lose_nothing_and_give_nothing_twice() throws Exception {
    start(0);
    for (int kill = 1; kill <= KILLS; kill++) {
      killUnderLoad(kill);
      start(kill);
      restarts.add(service.startUp());
      String when = "after kill " + kill + ", -Dcrash.seed=" + seed;
      List<JsonNode> issued = service.list("auditor", "allocations");
      acknowledgedStand(when, issued);
      sequencesHold(when, issued);
      if (kill % 5 == 0) {
        logHolds(when, issued);
      }
      repeatsAgree(when);
      unansweredAreAllocatedOnce(when, issued);
    }
    List<JsonNode> issued = service.list("auditor", "allocations");
    String when = "at the end, -Dcrash.seed=" + seed;
    acknowledgedStand(when, issued);
    sequencesHold(when, issued);
    logHolds(when, issued);
    assertThat(issued).as("nobody but these was allocated").hasSize(acknowledged.size());
    assertThat(sent).as("requests under load").isGreaterThan(2 * KILLS * CLIENTS);
    report();
  }

  private void start(int run) throws Exception {
    service =
        RunningService.evaluate(
            directory.resolve("data"),
            Path.of("target", "crash", "run-" + run + ".log"),
            // Soon at full speed: what a kill hits is load, and not a Java that warms up.
            "-XX:TieredStopAtLevel=1");
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
    while (acknowledged.size() == before && load.stream().noneMatch(Future::isDone)) {
      Thread.sleep(10);
    }
    Thread.sleep(300 + random.nextInt(1200));
    assertThat(running.kill()).as("exit code of a killed process").isEqualTo(137);
    for (Future<Integer> client : load) {
      sent += client.get();
    }
  }

  /** New subjects in all strata, one after another, until the service is gone. */
  private Callable<Integer> allocating(RunningService running, String token, String prefix) {
    return () -> {
      int i = 0;
      try {
        while (true) {
          String subject = prefix + i;
          String request = request(subject, i);
          i++;
          requests.put(subject, request);
          HttpResponse<String> answer = running.post(token, "allocations", request);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
          acknowledged.put(subject, answer.body());
        }
      } catch (IOException e) {
        return i;
      }
    };
  }

  private static String request(String subject, int i) throws IOException {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("subject", subject);
    request.put("site", i % 3 == 0 ? "pumch" : "cams");
    request.put(
        "screening",
        Screenings.eligible(i % 2 == 0, i % 4 < 2 ? 1 : 4, i % 8 < 4 ? "positive" : "negative"));
    return JSON.writeValueAsString(request);
  }

  private void acknowledgedStand(String when, List<JsonNode> issued) throws IOException {
    Map<String, JsonNode> bySubject = bySubject(issued);
    assertThat(bySubject).as("one allocation a subject, " + when).hasSameSizeAs(issued);
    for (Map.Entry<String, String> answer : acknowledged.entrySet()) {
      assertThat(bySubject.get(answer.getKey()))
          .as("%s, acknowledged and now, %s", answer.getKey(), when)
          .isEqualTo(JSON.readTree(answer.getValue()));
    }
  }

  private void sequencesHold(String when, List<JsonNode> issued) throws IOException {
    assertThat(issued)
        .extracting(allocation -> allocation.path("number").longValue())
        .as("numbers " + when)
        .isEqualTo(LongStream.rangeClosed(1, issued.size()).boxed().toList());
    TrialKey key =
        new MasterSecret(
                HexFormat.of()
                    .parseHex(
                        Files.readString(directory.resolve("data").resolve("master-secret"))
                            .strip()))
            .trialKey(TRIAL);
    Map<String, List<String>> arms =
        issued.stream()
            .collect(
                Collectors.groupingBy(
                    allocation -> allocation.path("stratum").textValue(),
                    Collectors.mapping(
                        allocation -> allocation.at("/arm/code").textValue(),
                        Collectors.toList())));
    arms.forEach(
        (stratum, given) ->
            assertThat(given)
                .as("%s %s", stratum, when)
                .isEqualTo(
                    new Sequence(key, TRIAL, stratum, SCHEME).arms().limit(given.size()).toList()));
  }

  private void logHolds(String when, List<JsonNode> issued) throws Exception {
    List<JsonNode> log = new ArrayList<>();
    for (JsonNode entry : service.list("auditor", "log")) {
      log.add(JSON.readTree(entry.path("leaf").textValue()));
    }
    assertThat(log)
        .extracting(leaf -> leaf.path("index").intValue())
        .as("log indices " + when)
        .isEqualTo(IntStream.range(0, log.size()).boxed().toList());

    Set<String> assessments = new HashSet<>();
    List<List<String>> entries = new ArrayList<>();
    for (JsonNode leaf : log) {
      JsonNode data = leaf.path("data");
      if (leaf.path("type").textValue().equals("ASSESSMENT_RECORDED")) {
        assertThat(assessments.add(data.path("assessment").textValue())).isTrue();
      }
      if (leaf.path("type").textValue().equals("ALLOCATION_ISSUED")) {
        assertThat(assessments)
            .as("assessed before it is allocated, %s: %s", when, leaf)
            .contains(data.path("assessment").textValue());
        entries.add(said(leaf, data, data.path("arm")));
      }
    }
    assertThat(entries)
        .as("the log's allocations and the allocations, in order, " + when)
        .isEqualTo(
            issued.stream()
                .map(allocation -> said(allocation, allocation, allocation.at("/arm/code")))
                .toList());
  }

  private static List<String> said(JsonNode subject, JsonNode data, JsonNode arm) {
    return List.of(
        subject.path("subject").asText(),
        subject.path("site").asText(),
        // A leaf always has its milliseconds, an answer leaves out those that are 0.
        Instant.parse(subject.path("time").textValue()).toString(),
        data.path("number").asText(),
        data.path("stratum").asText(),
        data.path("assessment").asText(),
        arm.asText());
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
    Map<String, JsonNode> bySubject = bySubject(issued);
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
        assertThat(JSON.readTree(answer.body())).isEqualTo(standing);
        unansweredButIssued++;
      }
      acknowledged.put(subject, answer.body());
      unanswered++;
    }
  }

  private HttpResponse<String> allocate(String subject) throws Exception {
    return service.post(service.token("enroller"), "allocations", requests.get(subject));
  }

  private static Map<String, JsonNode> bySubject(List<JsonNode> issued) {
    Map<String, JsonNode> bySubject = new HashMap<>();
    issued.forEach(allocation -> bySubject.put(allocation.path("subject").textValue(), allocation));
    return bySubject;
  }

  private void report() {
    restarts.sort(null);
    System.out.printf(
        "%d kills, %d allocations acknowledged, 0 lost; %d cut off, of which %d had been issued;"
            + " ready again after %d ms (median), %d ms (longest); -Dcrash.seed=%d%n",
        KILLS,
        acknowledged.size(),
        unanswered,
        unansweredButIssued,
        restarts.get(KILLS / 2).toMillis(),
        restarts.get(KILLS - 1).toMillis(),
        seed);
  }
}
