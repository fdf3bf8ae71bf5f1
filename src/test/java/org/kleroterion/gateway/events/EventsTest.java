package org.kleroterion.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.Whole;
import org.kleroterion.api.RoundTrips;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.events.Receiver.Answer;
import org.kleroterion.gateway.events.Receiver.Came;
import org.kleroterion.log.witness.Outside;
import org.kleroterion.trial.protocol.Screenings;

/** What other systems are told, and that nobody who is slow, gone or rude loses anything. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@WithTestResource(Outside.class)
@WithTestResource(Receivers.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALLOCATED = "org.kleroterion.allocation.issued";
  private static final String ASSESSED = "org.kleroterion.assessment.recorded";
  private static final String STATUS = "org.kleroterion.trial.status.changed";

  @Inject DataSource database;

  private TrialUnderTest trial;
  private Receiver receiver;

  @BeforeEach
  void register() {
    receiver = Receivers.receiver();
    trial = TrialUnderTest.shipped();
  }

  private List<Came> blind() {
    return receiver.came(trial.code(), Receivers.BLIND);
  }

  private List<Came> unblinded() {
    return receiver.came(trial.code(), Receivers.UNBLINDED);
  }

  private static List<String> types(List<Came> came) {
    return came.stream().map(one -> one.event().getType()).toList();
  }

  private ValidatableResponse allocate(String subject) {
    return trial.allocate(subject, trial.assessed(subject, Screenings.eligible())).statusCode(201);
  }

  private List<Map<String, Object>> destinations() {
    return trial.get(Tokens.manager(), "destinations").statusCode(200).extract().path("items");
  }

  private Map<String, Object> destination(String name) {
    return destinations().stream()
        .filter(one -> one.get("destination").equals(name))
        .findFirst()
        .orElse(Map.of());
  }

  private void awaitAllTaken() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                destinations().stream()
                    .allMatch(one -> one.get("waiting").equals(0) && one.get("dead").equals(0)));
  }

  @Test
  void each_event_says_what_the_log_says_and_no_arm() throws Exception {
    ValidatableResponse allocation = allocate("S-1");
    await().until(() -> blind().size() == 3);
    awaitAllTaken();
    assertThat(types(blind())).containsExactlyInAnyOrder(STATUS, ASSESSED, ALLOCATED);
    assertThat(blind()).allMatch(Came::signed);

    List<String> log = trial.log();
    for (Came came : blind()) {
      String leaf = log.get(came.json().at("/data/entry").intValue());
      JsonNode entry = JSON.readTree(leaf);
      assertThat(came.event().getId()).isEqualTo(Receiver.id(leaf)).isEqualTo(came.id());
      assertThat(came.event().getSource())
          .hasToString("https://kleroterion.test/v1/trials/" + trial.code());
      assertThat(came.event().getTime().toInstant())
          .isEqualTo(Instant.parse(entry.path("time").textValue()));
      assertThat(came.event().getSubject()).isEqualTo(entry.path("subject").textValue());
      assertThat(came.event().getDataContentType()).isEqualTo("application/json");
      assertThat(came.json().path("specversion").textValue()).isEqualTo("1.0");
      assertThat(came.json().path("data").path("trial").textValue()).isEqualTo(trial.code());
      assertThat(came.json().path("sequence").textValue())
          .isEqualTo("0".repeat(18) + came.json().at("/data/entry").asText());
      assertThat(came.json().toString()).doesNotContain("CONTROL", "WLRT", "therapy", "stratum");
    }
    assertThat(data(STATUS).toString())
        .isEqualTo(
            "{\"trial\":\"%s\",\"entry\":1,\"from\":\"REGISTERED\",\"to\":\"OPEN\",\"reason\":\"The test says so\"}"
                .formatted(trial.code()));
    assertThat(data(ASSESSED).toString())
        .isEqualTo(
            "{\"trial\":\"%s\",\"entry\":2,\"subject\":\"S-1\",\"site\":\"%s\",\"assessment\":\"%s\",\"verdict\":\"ELIGIBLE\",\"protocolVersion\":1}"
                .formatted(
                    trial.code(), trial.site(), allocation.extract().<String>path("assessment")));
    assertThat(data(ALLOCATED).toString())
        .isEqualTo(
            "{\"trial\":\"%s\",\"entry\":3,\"subject\":\"S-1\",\"site\":\"%s\",\"number\":1,\"assessment\":\"%s\"}"
                .formatted(
                    trial.code(), trial.site(), allocation.extract().<String>path("assessment")));
  }

  private JsonNode data(String type) {
    return blind().stream()
        .filter(one -> one.event().getType().equals(type))
        .findFirst()
        .orElseThrow()
        .json()
        .path("data");
  }

  @Test
  void an_endpoint_that_may_know_is_told_the_arm_and_only_what_it_asked_for() {
    String arm = allocate("S-1").extract().path("arm.code");
    await().until(() -> unblinded().size() == 1);
    awaitAllTaken();
    assertThat(types(unblinded())).containsExactly(ALLOCATED);
    assertThat(unblinded().get(0).json().at("/data/arm").textValue()).isEqualTo(arm);
    assertThat(unblinded().get(0).signed()).isTrue();
  }

  @Test
  void an_allocation_out_of_an_emergency_list_is_told_as_one() {
    String arm =
        trial
            .post(
                Tokens.statistician(),
                "emergency-lists",
                Map.of("site", trial.site(), "places", 1, "reason", "Maintenance"))
            .statusCode(201)
            .extract()
            .path(
                "items.find { it.stratum == 'visceral=no,metastases=1-2,receptor=positive' }.arm.code");
    trial.assessed("S-9", Screenings.eligible());
    Map<String, Object> card = new HashMap<>();
    card.put("subject", "S-9");
    card.put("stratum", "visceral=no,metastases=1-2,receptor=positive");
    card.put("place", 1);
    card.put("arm", arm);
    card.put("openedAt", Instant.now().toString());
    card.put("openedBy", "Dr A");
    card.put("reason", "The service was down");
    trial.post(Tokens.manager(), "emergency-lists/1/allocations", card).statusCode(201);
    await().until(() -> unblinded().size() == 1);
    assertThat(unblinded().get(0).json().at("/data/arm").textValue()).isEqualTo(arm);
    awaitAllTaken();
  }

  @Test
  void nobody_is_told_of_what_did_not_happen_or_of_a_repeat() {
    String assessment = trial.assessed("S-1", Screenings.eligible().with("ecog", 3));
    trial.allocate("S-1", assessment).statusCode(409);
    allocate("S-2");
    trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible())).statusCode(200);
    awaitAllTaken();
    assertThat(types(blind())).containsExactlyInAnyOrder(STATUS, ASSESSED, ASSESSED, ALLOCATED);
  }

  @Test
  void each_subjects_events_come_in_order_whatever_fails_seed_11() {
    Random random = new Random(11);
    Map<String, List<Long>> taken = new ConcurrentHashMap<>();
    Set<String> under = ConcurrentHashMap.newKeySet();
    AtomicBoolean overlapped = new AtomicBoolean();
    receiver.script(
        trial.code(),
        came -> {
          int dice;
          synchronized (random) {
            dice = random.nextInt(10);
          }
          if (dice == 0) {
            return Answer.status(503);
          }
          String key = came.path() + came.event().getSubject();
          if (!under.add(key)) {
            overlapped.set(true);
          }
          taken
              .computeIfAbsent(key, any -> new ArrayList<>())
              .add(Long.parseLong((String) came.event().getExtension("sequence")));
          under.remove(key);
          return dice == 1 ? Answer.hangUp() : Answer.OK;
        });
    for (int i = 0; i < 25; i++) {
      allocate("S-" + i);
    }
    awaitAllTaken();
    assertThat(overlapped).isFalse();
    for (Map.Entry<String, List<Long>> sequence : taken.entrySet()) {
      // Again what was taken and not acknowledged, but never an earlier one after a later one.
      assertThat(sequence.getValue()).as(sequence.getKey()).isSorted();
    }
    assertThat(blind().stream().map(Came::id).distinct()).hasSize(51);
    assertThat(unblinded().stream().map(Came::id).distinct()).hasSize(25);
  }

  static List<Integer> ofAnyEvent() {
    return Whole.part(3, List.of(301, 401, 403, 404, 408, 429, 500, 502, 503));
  }

  @ParameterizedTest
  @MethodSource("ofAnyEvent")
  void what_would_be_said_of_any_event_pauses_the_endpoint_and_kills_nothing(int status) {
    receiver.script(trial.code(), came -> Answer.status(status));
    allocate("S-1");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> (int) destination("events.blind").getOrDefault("failures", 0) > 4);
    assertThat(destination("events.blind")).containsEntry("dead", 0).containsEntry("held", false);
    receiver.script(trial.code(), came -> Answer.OK);
    awaitAllTaken();
    assertThat(blind().stream().map(Came::id).distinct()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 413, 422})
  void an_event_that_is_not_wanted_dies_alone_and_can_be_replayed(int status) {
    receiver.script(
        trial.code(),
        came ->
            came.event().getType().equals(ASSESSED) && came.path().equals(Receivers.BLIND)
                ? Answer.status(status)
                : Answer.OK);
    allocate("S-1");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> destination("events.blind").getOrDefault("dead", 0).equals(1));
    // Of the same subject, so it waits; the trial's own and the other endpoint's do not.
    assertThat(destination("events.blind")).containsEntry("waiting", 1);
    assertThat(types(blind())).contains(STATUS).doesNotContain(ALLOCATED);
    await().until(() -> unblinded().size() == 1);
    trial
        .get(Tokens.manager(), "destinations/events.blind/deliveries?state=DEAD")
        .body("items[0].lane", equalTo("S-1"))
        .body("items[0].about", equalTo(ASSESSED))
        .body("items[0].problem", equalTo("The endpoint answered " + status + "."));
    receiver.script(trial.code(), came -> Answer.OK);
    TrialUnderTest.as(Tokens.manager())
        .post(trial.path("destinations/events.blind/deliveries/2/replay"))
        .then()
        .statusCode(200);
    awaitAllTaken();
    assertThat(types(blind())).endsWith(ASSESSED, ALLOCATED);
  }

  @Test
  void an_endpoint_that_is_gone_is_held_until_a_manager_resumes_it() {
    receiver.script(trial.code(), came -> Answer.status(410));
    trial.becomes("PAUSED").statusCode(200);
    await().until(() -> Boolean.TRUE.equals(destination("events.blind").get("held")));
    receiver.script(trial.code(), came -> Answer.OK);
    trial.becomes("OPEN").statusCode(200);
    assertThat((int) destination("events.blind").get("waiting")).isGreaterThanOrEqualTo(2);
    TrialUnderTest.as(Tokens.manager())
        .post(trial.path("destinations/events.blind/resume"))
        .then()
        .statusCode(200);
    awaitAllTaken();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3600", "Fri, 01 Jan 2100 00:00:00 GMT"})
  void an_endpoint_that_asks_for_time_gets_it(String until) {
    receiver.script(trial.code(), came -> Answer.status(429, "Retry-After", until));
    allocate("S-1");
    await().until(() -> destination("events.unblinded").get("pausedUntil") != null);
    assertThat(Instant.parse((String) destination("events.unblinded").get("pausedUntil")))
        .isAfter(Instant.now().plusSeconds(3000));
    receiver.script(trial.code(), came -> Answer.OK);
    for (String name : List.of("events.blind", "events.unblinded")) {
      TrialUnderTest.as(Tokens.manager())
          .post(trial.path("destinations/" + name + "/resume"))
          .then()
          .statusCode(200);
    }
    awaitAllTaken();
  }

  @Test
  void an_answer_that_takes_too_long_or_never_ends_is_none() {
    AtomicBoolean slow = new AtomicBoolean(true);
    receiver.script(
        trial.code(),
        came ->
            exchange -> {
              if (slow.get()) {
                exchange.sendResponseHeaders(200, 0);
                byte[] drop = new byte[1024];
                for (int i = 0; i < 200 && slow.get(); i++) {
                  exchange.getResponseBody().write(drop);
                  exchange.getResponseBody().flush();
                  try {
                    Thread.sleep(20);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              } else {
                Answer.OK.to(exchange);
              }
            });
    allocate("S-1");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> (int) destination("events.unblinded").getOrDefault("failures", 0) > 0);
    slow.set(false);
    awaitAllTaken();
  }

  @Test
  void nobody_is_told_of_an_entry_that_was_altered() throws Exception {
    String path = "destinations/events.unblinded/";
    TrialUnderTest.as(Tokens.manager()).post(trial.path(path + "pause")).then().statusCode(200);
    allocate("S-1");
    assertThat(
            Tampering.alter(
                database,
                "update log_entry set leaf = hashes where trial = ? and type = 'ALLOCATION_ISSUED'",
                trial.code()))
        .isOne();
    TrialUnderTest.as(Tokens.manager()).post(trial.path(path + "resume")).then().statusCode(200);
    await().until(() -> (int) destination("events.unblinded").get("failures") > 2);
    assertThat(destination("events.unblinded"))
        .containsEntry("waiting", 1)
        .containsEntry("dead", 0);
    assertThat(unblinded()).isEmpty();
  }

  @Test
  void whoever_is_told_delays_no_request() {
    receiver.script(
        trial.code(),
        came ->
            exchange -> {
              try {
                Thread.sleep(900);
              } catch (InterruptedException e) {
                return;
              }
              Answer.OK.to(exchange);
            });
    long began = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      allocate("S-" + i);
    }
    // Ten requests; each of the ten events of the five subjects takes 0.9 s.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
    receiver.script(trial.code(), came -> Answer.OK);
    awaitAllTaken();
  }

  @Test
  void the_round_trip_is_measured() {
    Map<String, Long> arrived = new ConcurrentHashMap<>();
    receiver.script(
        trial.code(),
        came -> {
          if (came.path().equals(Receivers.UNBLINDED)) {
            arrived.putIfAbsent(came.event().getSubject(), System.nanoTime());
          }
          return Answer.OK;
        });
    Map<String, Long> asked = new HashMap<>();
    int warmUp = Whole.or(5, 50);
    int subjects = Whole.or(25, 250);
    for (int i = 0; i < subjects; i++) {
      String subject = "S-" + i;
      String assessment = trial.assessed(subject, Screenings.eligible());
      asked.put(subject, System.nanoTime());
      trial.allocate(subject, assessment).statusCode(201);
    }
    awaitAllTaken();
    RoundTrips trips = new RoundTrips();
    for (int i = warmUp; i < subjects; i++) {
      trips.add(arrived.get("S-" + i) - asked.get("S-" + i));
    }
    trips.print("from the request for an allocation to its event at the endpoint");
  }
}
