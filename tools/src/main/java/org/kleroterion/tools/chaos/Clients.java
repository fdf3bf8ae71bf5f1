package org.kleroterion.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.kleroterion.RunningService;
import org.kleroterion.ShippedTrial;
import org.kleroterion.api.HandedOut;

/**
 * Clients that allocate one new subject after another. A client repeats the same request until it
 * is answered with an arm. The answers are stored.
 */
final class Clients implements AutoCloseable {
  private static final int CLIENTS = 8;
  private static final Duration BETWEEN_SUBJECTS = Duration.ofMillis(60);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final String api;
  private final String token;
  private final HandedOut handedOut;

  private final Map<String, String> requests = new ConcurrentHashMap<>();
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final Queue<Long> moments = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger unclear = new AtomicInteger();
  private final List<Future<?>> load = new ArrayList<>();
  private AtomicBoolean loading = new AtomicBoolean();

  /**
   * @param api the service's address, without a path
   */
  Clients(String api, String token, HandedOut handedOut) {
    this.api = api;
    this.token = token;
    this.handedOut = handedOut;
  }

  /** Starts the clients. They run until {@link #end}. */
  void begin(String prefix) {
    AtomicBoolean on = new AtomicBoolean(true);
    loading = on;
    refusals.clear();
    unclear.set(0);
    for (int client = 0; client < CLIENTS; client++) {
      String mine = prefix + "-" + client + "-";
      load.add(
          clients.submit(
              () -> {
                for (int i = 0; on.get(); i++) {
                  allocate(mine + i, i);
                  Thread.sleep(BETWEEN_SUBJECTS.toMillis());
                }
                return null;
              }));
    }
  }

  /**
   * Sends no new subject, and waits until every subject has its arm. Fails if that takes too long.
   */
  void end() throws Exception {
    loading.set(false);
    for (Future<?> client : load) {
      client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    load.clear();
    assertThat(wrong).as("answers that a fault of the database does not explain").isEmpty();
  }

  private void allocate(String subject, int i) throws Exception {
    requests.put(subject, ShippedTrial.request(subject, i));
    boolean refused = false;
    while (true) {
      String outcome = "no answer";
      try {
        HttpResponse<String> answer = ask(subject);
        if (answer.statusCode() == 200 || answer.statusCode() == 201) {
          if (refused && answer.statusCode() == 200) {
            unclear.incrementAndGet();
          }
          acknowledge(subject, answer);
          return;
        }
        outcome = refusal(answer);
      } catch (IOException gone) {
        // No answer: send the same request again.
      }
      refused = true;
      refusals.merge(outcome, 1, Integer::sum);
      Thread.sleep(BETWEEN_TRIES.toMillis());
    }
  }

  private void acknowledge(String subject, HttpResponse<String> answer) throws IOException {
    moments.add(System.nanoTime());
    acknowledged.put(subject, answer.body());
    ShippedTrial.keep(handedOut, answer.body());
  }

  // A refusal by the service has a problem document. The others are the balancer's: no replica is
  // ready.
  private String refusal(HttpResponse<String> answer) {
    boolean ours =
        answer.headers().firstValue("Content-Type").orElse("").contains("application/problem+json");
    boolean excused =
        ours
            ? answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isPresent()
            : List.of(502, 503, 504).contains(answer.statusCode());
    if (!excused) {
      wrong.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
    }
    return answer.statusCode() + (ours ? "" : " of the balancer");
  }

  /**
   * Repeats the request for an allocated subject. Fails unless this replica answers 503 with
   * Retry-After before the request times out.
   */
  void requireUnavailable(RunningService replica) throws Exception {
    String subject = acknowledged.keySet().iterator().next();
    HttpResponse<String> answer = replica.post(token, "allocations", requests.get(subject));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private HttpResponse<String> ask(String subject) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/v1/trials/wlrt-obc/allocations"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(requests.get(subject)))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Repeats the requests for some of the subjects. Fails unless each gets the same answer as
   * before.
   */
  void requireSameAgain(Random random, int subjects, String when) throws Exception {
    List<String> some = new ArrayList<>(acknowledged.keySet());
    Collections.sort(some);
    Collections.shuffle(some, random);
    for (String subject : some.subList(0, Math.min(subjects, some.size()))) {
      HttpResponse<String> answer = ask(subject);
      assertThat(answer.statusCode()).as("%s again, %s", subject, when).isEqualTo(200);
      assertThat(answer.body())
          .as("%s again, %s", subject, when)
          .isEqualTo(acknowledged.get(subject));
    }
  }

  /** The answers with an arm, by subject. */
  Map<String, String> acknowledged() {
    return acknowledged;
  }

  /** Number of refused requests since {@link #begin}, by status. */
  Map<String, Integer> refusals() {
    return new TreeMap<>(refusals);
  }

  /** Number of subjects that were allocated although a request was refused or not answered. */
  int unclear() {
    return unclear.get();
  }

  /** The longest time without an answer with an arm, from {@code since} until now. */
  Duration silence(long since) {
    List<Long> all = new ArrayList<>(moments);
    all.add(System.nanoTime());
    Collections.sort(all);
    long longest = 0;
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i) >= since) {
        longest = Math.max(longest, all.get(i) - all.get(i - 1));
      }
    }
    return Duration.ofNanos(longest);
  }

  @Override
  public void close() {
    clients.shutdownNow();
  }
}
