package org.kleroterion.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.storage.Transactions;

/**
 * The queue, with a sender that does as a test says. Tries, pauses and claims are short in tests.
 */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeliveryTest {
  private static final DeliveryResult DELIVERED = new DeliveryResult.Delivered();
  private static final String HERE = "test.here";

  @Inject Deliveries deliveries;
  @Inject DeliveryService service;
  @Inject ScriptedCourier sender;
  @Inject TrialLog log;
  @Inject Transactions transactions;

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
    sender.script(trial.code(), parcel -> DELIVERED);
  }

  private void put(long number, String lane) {
    put(HERE, number, lane);
  }

  private void put(String destination, long number, String lane) {
    transactions.run(
        () -> {
          deliveries.enqueue(trial.code(), destination, number, lane, "about " + number, log.now());
          return number;
        });
  }

  private void putOnce(String lane) {
    transactions.run(
        () -> {
          deliveries.enqueueOrReplay(trial.code(), HERE, lane, "about " + lane, log.now());
          return lane;
        });
  }

  private ValidatableResponse manager(String path) {
    return TrialUnderTest.as(Tokens.manager()).post(trial.path("destinations/" + path)).then();
  }

  private ValidatableResponse waiting() {
    return trial.get(Tokens.manager(), "destinations/" + HERE + "/deliveries").statusCode(200);
  }

  private void awaitNothingWaiting() {
    await().atMost(Duration.ofSeconds(20)).until(() -> items().isEmpty());
  }

  private List<Map<String, Object>> items() {
    return waiting().extract().path("items");
  }

  private void awaitDead() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> items().stream().anyMatch(one -> "DEAD".equals(one.get("state"))));
  }

  private List<Long> numbers() {
    return sender.seen(trial.code()).stream().map(ClaimedDelivery::number).toList();
  }

  @Test
  void what_is_put_is_brought_and_gone() {
    put(1, "S-1");
    awaitNothingWaiting();
    assertThat(sender.seen(trial.code()))
        .singleElement()
        .satisfies(
            parcel -> {
              assertThat(parcel.content()).isEqualTo("about 1");
              assertThat(parcel.claim()).isEqualTo(1);
            });
    trial.get(Tokens.manager(), "destinations").statusCode(200).body("items", hasSize(0));
  }

  @Test
  void what_is_rolled_back_was_never_put() {
    try {
      transactions.run(
          () -> {
            deliveries.enqueue(trial.code(), HERE, 1, "S-1", "never", log.now());
            throw new QueueService.DeliveryUnknown();
          });
    } catch (QueueService.DeliveryUnknown rolledBack) {
      put(2, "S-1");
    }
    awaitNothingWaiting();
    assertThat(numbers()).containsExactly(2L);
  }

  @Test
  void a_lane_keeps_its_order_while_others_overtake_seed_7() {
    Random random = new Random(7);
    Map<String, List<Long>> taken = new ConcurrentHashMap<>();
    Set<String> under = ConcurrentHashMap.newKeySet();
    AtomicBoolean overlapped = new AtomicBoolean();
    sender.script(
        trial.code(),
        parcel -> {
          if (!under.add(parcel.lane())) {
            overlapped.set(true);
          }
          try {
            // One in three is refused, until its third and last try.
            if (parcel.claim() < 3 && (parcel.number() * 31 + parcel.claim()) % 3 == 0) {
              return new DeliveryResult.Rejected("Not now.");
            }
            taken.computeIfAbsent(parcel.lane(), lane -> new ArrayList<>()).add(parcel.number());
            return DELIVERED;
          } finally {
            under.remove(parcel.lane());
          }
        });
    Map<String, List<Long>> put = new HashMap<>();
    transactions.run(
        () -> {
          for (long number = 0; number < 200; number++) {
            String lane = "S-" + random.nextInt(12);
            deliveries.enqueue(trial.code(), HERE, number, lane, "x", log.now());
            put.computeIfAbsent(lane, any -> new ArrayList<>()).add(number);
          }
          return put;
        });
    await().atMost(Duration.ofSeconds(60)).until(() -> items().isEmpty());
    assertThat(taken).isEqualTo(put);
    assertThat(overlapped).isFalse();
  }

  @Test
  void several_replicas_bring_each_thing_once() throws Exception {
    sender.script(
        trial.code(), parcel -> new DeliveryResult.Gone("This replica has no such destination."));
    put(0, "first");
    await().until(() -> destination().get("held").equals(true));
    Set<Long> claimed = ConcurrentHashMap.newKeySet();
    AtomicInteger twice = new AtomicInteger();
    for (long number = 1; number <= 120; number++) {
      put(number, "S-" + number);
    }
    sender.script(trial.code(), parcel -> DELIVERED);
    Destination.Key key = new Destination.Key(trial.code(), HERE);
    manager(HERE + "/resume").statusCode(200);
    List<Thread> replicas = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      replicas.add(
          new Thread(
              () -> {
                List<ClaimedDelivery> parcels;
                do {
                  parcels = service.claim(key);
                  parcels.forEach(
                      parcel -> {
                        if (!claimed.add(parcel.number())) {
                          twice.incrementAndGet();
                        }
                      });
                  service.settle(
                      key,
                      parcels.stream()
                          .map(parcel -> new DeliveryService.Attempt(parcel, DELIVERED))
                          .toList());
                } while (!parcels.isEmpty());
              }));
    }
    replicas.forEach(Thread::start);
    for (Thread replica : replicas) {
      replica.join();
    }
    awaitNothingWaiting();
    // The service's own rounds take part, as a fifth.
    numbers().stream()
        .skip(1)
        .filter(number -> !claimed.add(number))
        .forEach(number -> twice.incrementAndGet());
    assertThat(twice).hasValue(0);
    assertThat(claimed).hasSize(121);
  }

  @Test
  void what_is_refused_for_good_is_dead_and_waits_for_a_person() {
    sender.script(trial.code(), parcel -> new DeliveryResult.Rejected("It knows no such subject."));
    put(1, "S-1");
    put(2, "S-1");
    awaitDead();
    waiting()
        .body("items", hasSize(2))
        .body("items[0].number", equalTo(1))
        .body("items[0].state", equalTo("DEAD"))
        .body("items[0].refusals", equalTo(3))
        .body("items[0].problem", equalTo("It knows no such subject."))
        .body("items[0].lane", equalTo("S-1"))
        .body("items[0].about", equalTo("about 1"))
        .body("items[1].state", equalTo("WAITING"))
        .body("items[1].refusals", equalTo(0));
    trial
        .get(Tokens.manager(), "destinations/" + HERE + "/deliveries?state=DEAD")
        .body("items", hasSize(1));
    trial
        .get(Tokens.auditor(), "destinations")
        .body("items[0].destination", equalTo(HERE))
        .body("items[0].served", equalTo(true))
        .body("items[0].waiting", equalTo(1))
        .body("items[0].dead", equalTo(1))
        .body("items[0].oldest", notNullValue())
        .body("items[0].pausedUntil", nullValue());

    sender.script(trial.code(), parcel -> DELIVERED);
    manager(HERE + "/deliveries/1/replay").statusCode(200).body("state", equalTo("WAITING"));
    awaitNothingWaiting();
    assertThat(numbers()).containsExactly(1L, 1L, 1L, 1L, 2L);
  }

  @Test
  void what_is_given_up_lets_the_next_one_of_its_lane_pass() {
    sender.script(
        trial.code(),
        parcel -> parcel.number() == 1 ? new DeliveryResult.Rejected("No.") : DELIVERED);
    put(1, "S-1");
    put(2, "S-1");
    awaitDead();
    TrialUnderTest.as(Tokens.manager())
        .delete(trial.path("destinations/" + HERE + "/deliveries/1"))
        .then()
        .statusCode(204);
    awaitNothingWaiting();
    assertThat(numbers()).containsExactly(1L, 1L, 1L, 2L);
  }

  @Test
  void only_what_is_dead_is_given_up() {
    sender.script(trial.code(), parcel -> new DeliveryResult.Gone("Not here any more."));
    put(1, "S-1");
    await().until(() -> destination().get("held").equals(true));
    TrialUnderTest.as(Tokens.manager())
        .delete(trial.path("destinations/" + HERE + "/deliveries/1"))
        .then()
        .statusCode(409)
        .body("type", equalTo(ProblemType.DELIVERY_UNDER_WAY.uri().toString()));
    waiting().body("items", hasSize(1));
    for (String method : List.of("DELETE", "POST")) {
      TrialUnderTest.as(Tokens.manager())
          .request(
              method,
              trial.path(
                  "destinations/"
                      + HERE
                      + "/deliveries/9"
                      + (method.equals("POST") ? "/replay" : "")))
          .then()
          .statusCode(404)
          .body("type", equalTo(ProblemType.DELIVERY_UNKNOWN.uri().toString()));
    }
  }

  @Test
  void nothing_dies_while_nobody_is_there_and_one_at_a_time_finds_out() {
    AtomicBoolean up = new AtomicBoolean();
    sender.script(
        trial.code(),
        parcel ->
            up.get() ? DELIVERED : new DeliveryResult.Unavailable("It is down.", Optional.empty()));
    for (long number = 1; number <= 40; number++) {
      put(number, "S-" + number);
    }
    await().until(() -> (int) destination().get("failures") >= 6);
    assertThat(items()).hasSize(40).allMatch(one -> one.get("refusals").equals(0));
    assertThat(destination().get("problem")).isIn("It is down.", null);
    // At most one claim was full; each later one is of a single delivery.
    assertThat(sender.seen(trial.code()).size()).isLessThan(16 + 16);
    up.set(true);
    awaitNothingWaiting();
    assertThat(destination()).containsEntry("failures", 0).containsEntry("waiting", 0);
  }

  @Test
  void a_destination_that_asks_for_time_gets_it() {
    sender.script(
        trial.code(),
        parcel -> new DeliveryResult.Unavailable("Too many.", Optional.of(Duration.ofHours(2))));
    put(1, "S-1");
    await().until(() -> !destination().isEmpty());
    assertThat(java.time.Instant.parse((String) destination().get("pausedUntil")))
        .isAfter(
            java.time.Instant.parse((String) items().get(0).get("createdAt")).plusSeconds(7000));
    sender.script(trial.code(), parcel -> DELIVERED);
    manager(HERE + "/resume").statusCode(200).body("pausedUntil", nullValue());
    awaitNothingWaiting();
  }

  @Test
  void a_destination_that_wants_nothing_more_is_held_until_a_person_resumes_it() {
    sender.script(trial.code(), parcel -> new DeliveryResult.Gone("410"));
    put(1, "S-1");
    await().until(() -> !destination().isEmpty() && destination().get("held").equals(true));
    sender.script(trial.code(), parcel -> DELIVERED);
    put(2, "S-2");
    assertThat(items()).hasSize(2);
    manager(HERE + "/resume").statusCode(200).body("held", equalTo(false));
    awaitNothingWaiting();
  }

  @Test
  void a_person_can_pause_one_destination_and_no_other() {
    manager(HERE + "/pause")
        .statusCode(200)
        .body("held", equalTo(true))
        .body("problem", startsWith("Paused by "));
    put(1, "S-1");
    put("test.other", 1, "S-1");
    await().until(() -> sender.seen(trial.code()).size() == 1);
    assertThat(sender.seen(trial.code()).get(0).destination()).isEqualTo("test.other");
    assertThat(items()).hasSize(1);
    manager(HERE + "/resume").statusCode(200);
    awaitNothingWaiting();
  }

  @Test
  void a_destination_of_which_nobody_has_heard_is_not_paused() {
    manager("events.none/pause")
        .statusCode(404)
        .body("type", equalTo(ProblemType.DESTINATION_UNKNOWN.uri().toString()));
    trial.get(Tokens.manager(), "destinations").body("items", hasSize(0));
  }

  @Test
  void what_nobody_is_set_up_to_bring_waits_and_is_seen() {
    put("events.removed", 1, "S-1");
    trial
        .get(Tokens.manager(), "destinations")
        .body("items[0].destination", equalTo("events.removed"))
        .body("items[0].served", equalTo(false))
        .body("items[0].waiting", equalTo(1));
  }

  @Test
  void whoever_comes_back_after_another_one_set_out_is_not_heard() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    AtomicReference<DeliveryResult> late = new AtomicReference<>();
    sender.script(
        trial.code(),
        parcel -> {
          if (parcel.claim() == 1) {
            try {
              first.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            late.set(DELIVERED);
            return DELIVERED;
          }
          return new DeliveryResult.Rejected("The second one is refused.");
        });
    put(1, "S-1");
    await().until(() -> sender.seen(trial.code()).size() == 1);
    // Another replica, once the claim has ended.
    Destination.Key key = new Destination.Key(trial.code(), HERE);
    AtomicReference<List<ClaimedDelivery>> again = new AtomicReference<>(List.of());
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              again.set(service.claim(key));
              return !again.get().isEmpty();
            });
    assertThat(again.get()).singleElement().matches(parcel -> parcel.claim() == 2);
    first.countDown();
    await().until(() -> late.get() != null);
    await().during(Duration.ofMillis(300)).until(() -> items().size() == 1);
    service.settle(key, List.of(new DeliveryService.Attempt(again.get().get(0), DELIVERED)));
    awaitNothingWaiting();
  }

  @Test
  void a_courier_that_fails_is_a_refusal_that_tells_no_more() {
    sender.script(
        trial.code(),
        parcel -> {
          throw new IllegalStateException("with a secret");
        });
    put(1, "S-1");
    awaitDead();
    waiting()
        .body(
            "items[0].problem",
            equalTo("The service failed while it delivered this; its output has the error."));
  }

  @Test
  void what_says_no_more_than_what_waits_is_not_put_twice() {
    manager(HERE + "/pause").statusCode(200);
    for (int i = 0; i < 3; i++) {
      putOnce("R-1");
    }
    putOnce("R-2");
    assertThat(items()).hasSize(2);
    sender.script(trial.code(), parcel -> new DeliveryResult.Rejected("No."));
    manager(HERE + "/resume").statusCode(200);
    awaitDead();
    sender.script(trial.code(), parcel -> DELIVERED);
    // Somebody mended it and saved again: it is not dead any more.
    putOnce("R-1");
    putOnce("R-2");
    awaitNothingWaiting();
  }

  @Test
  void pages_go_through_what_waits() {
    manager(HERE + "/pause").statusCode(200);
    for (long number = 1; number <= 5; number++) {
      put(number, "S-" + number);
    }
    List<Integer> numbers = new ArrayList<>();
    String after = "";
    do {
      ValidatableResponse page =
          trial
              .get(Tokens.auditor(), "destinations/" + HERE + "/deliveries?limit=2" + after)
              .statusCode(200);
      numbers.addAll(page.extract().<List<Integer>>path("items.number"));
      String next = page.extract().path("next");
      after = next == null ? "" : "&after=" + next;
    } while (!after.isEmpty());
    assertThat(numbers).containsExactly(1, 2, 3, 4, 5);
    trial
        .get(Tokens.manager(), "destinations/" + HERE + "/deliveries?state=GONE")
        .statusCode(400)
        .body("violations[0].pointer", equalTo("?state"));
  }

  private Map<String, Object> destination() {
    List<Map<String, Object>> all =
        trial.get(Tokens.manager(), "destinations").statusCode(200).extract().path("items");
    return all.stream()
        .filter(one -> one.get("destination").equals(HERE))
        .findFirst()
        .orElse(Map.of());
  }
}
