package org.kleroterion.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.Whole;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConcurrencyTest {
  private static final int CLIENTS = 32;
  private static final int SUBJECTS = Whole.or(400, 2000);

  @Inject DataSource database;

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private final String token = Tokens.enroller();

  @Test
  @Tag("R03")
  void two_hundred_requests_for_one_subject_are_one_allocation() throws Exception {
    String assessment = trial.assessed("S-1", Screenings.eligible());

    List<Response> answers =
        atOnce(200, i -> request(Map.of("subject", "S-1", "assessment", assessment)));

    assertThat(answers).extracting(Response::statusCode).containsOnly(200, 201);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(1);
    assertThat(answers).extracting(Response::asString).containsOnly(answers.get(0).asString());
    assertThat(trial.log().stream().filter(line -> line.contains("ALLOCATION_ISSUED"))).hasSize(1);
  }

  @Test
  @Tag("R01")
  @Tag("R03")
  void two_hundred_requests_with_different_screenings_are_one_allocation_and_the_truth_for_all()
      throws Exception {
    List<Response> answers =
        atOnce(
            200,
            i ->
                request(
                    Map.of(
                        "subject",
                        "S-1",
                        "site",
                        trial.site(),
                        "screening",
                        Screenings.eligible()
                            .with("age", 40 + i % 4)
                            .with("visceral_metastasis", i % 2 == 0))));

    assertThat(answers).extracting(Response::statusCode).containsOnly(200, 201, 409);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(1);
    String stands = trial.get(token, "allocations/S-1").statusCode(200).extract().asString();
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() < 300)
        .extracting(Response::asString)
        .containsOnly(stands);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 409)
        .extracting(answer -> answer.<String>path("type"))
        .allMatch(
            type ->
                type.endsWith("/subject-already-allocated")
                    || type.endsWith("/assessment-superseded"));
    assertThat(trial.allocations()).isEqualTo(1);
    assertThat(trial.log().stream().filter(line -> line.contains("ALLOCATION_ISSUED"))).hasSize(1);
  }

  @Test
  @Tag("R02")
  @Tag("R04")
  @Tag("R05")
  void many_subjects_from_32_clients_get_exactly_the_sequences() throws Exception {
    List<Response> answers =
        atOnce(
            SUBJECTS,
            i ->
                request(
                    Map.of(
                        "subject",
                        "S-" + i,
                        "site",
                        trial.site(),
                        "screening",
                        Screenings.eligible()
                            .with("visceral_metastasis", i % 2 == 0)
                            .with("metastasis_count", i % 4 < 2 ? 1 : 4)
                            .with("hormone_receptor", i % 8 < 4 ? "positive" : "negative"))));
    assertThat(answers).extracting(Response::statusCode).containsOnly(201);

    List<Map<String, Object>> allocations = all("allocations");
    assertThat(allocations)
        .extracting(allocation -> allocation.get("number"))
        .isEqualTo(IntStream.rangeClosed(1, SUBJECTS).boxed().toList());
    Map<String, List<String>> arms = new HashMap<>();
    allocations.forEach(
        allocation ->
            arms.computeIfAbsent((String) allocation.get("stratum"), s -> new ArrayList<>())
                .add(((Map<?, ?>) allocation.get("arm")).get("code").toString()));
    assertThat(arms).hasSize(8);
    arms.forEach(
        (stratum, issued) ->
            assertThat(issued).as(stratum).isEqualTo(expected(stratum, issued.size())));

    assertThat(all("log"))
        .extracting(entry -> entry.get("index"))
        .isEqualTo(IntStream.range(0, 2 + 2 * SUBJECTS).boxed().toList());
  }

  @Test
  @Tag("R01")
  @Tag("R02")
  void who_waits_together_with_one_that_fails_and_one_that_is_refused_gets_its_arm()
      throws Exception {
    Map<String, Integer> expected = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      trial.assessed("S-" + i, Screenings.eligible());
      expected.put("S-" + i, 201);
    }
    trial.assessed("too-young", Screenings.eligible().with("age", 17));
    expected.put("too-young", 409);
    trial.assessed("edited", Screenings.eligible());
    expected.put("edited", 500);
    Tampering.alter(
        database,
        "update assessment set verdict = 'INELIGIBLE', outcomes = '{'"
            + " where trial = ? and subject = 'edited'",
        trial.code());

    Map<String, Response> answers = together(List.copyOf(expected.keySet()));

    expected.forEach(
        (subject, status) ->
            assertThat(answers.get(subject).statusCode()).as(subject).isEqualTo(status));
    assertThat(answers.get("too-young").<String>path("type")).endsWith("/subject-not-eligible");
    List<Map<String, Object>> allocations = all("allocations");
    assertThat(allocations)
        .extracting(allocation -> allocation.get("number"))
        .isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
    assertThat(allocations)
        .extracting(allocation -> ((Map<?, ?>) allocation.get("arm")).get("code"))
        .isEqualTo(expected("visceral=no,metastases=1-2,receptor=positive", 10));
    assertThat(trial.log()).hasSize(2 + expected.size() + 11);
  }

  /** Asks for the subjects' arms while somebody else holds the log, until all of them wait. */
  private Map<String, Response> together(List<String> subjects) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(subjects.size());
    Map<String, Future<Response>> asked = new LinkedHashMap<>();
    try {
      try (Connection other = database.getConnection()) {
        other.setAutoCommit(false);
        try (PreparedStatement lock =
            other.prepareStatement("select size from log_head where trial = ? for update")) {
          lock.setString(1, trial.code());
          lock.executeQuery();
          for (String subject : subjects) {
            asked.put(subject, clients.submit(() -> request(Map.of("subject", subject))));
          }
          String waiting = "kleroterion_transactions_waiting " + (subjects.size() - 1) + ".0";
          Awaitility.await().until(() -> Management.metrics().contains(waiting));
        } finally {
          other.rollback();
        }
      }
      Map<String, Response> answers = new LinkedHashMap<>();
      for (Map.Entry<String, Future<Response>> answer : asked.entrySet()) {
        answers.put(answer.getKey(), answer.getValue().get());
      }
      return answers;
    } finally {
      clients.shutdown();
    }
  }

  private List<String> expected(String stratum, int slots) {
    MasterSecret secret = new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET));
    return new Sequence(
            secret.trialKey(trial.code()),
            trial.code(),
            stratum,
            new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(6, 9)))
        .arms()
        .limit(slots)
        .toList();
  }

  private Response request(Map<String, Object> body) {
    return trial.post(token, "allocations", body).extract().response();
  }

  private List<Map<String, Object>> all(String list) {
    List<Map<String, Object>> items = new ArrayList<>();
    String next = "";
    while (next != null) {
      Response page =
          trial
              .get(
                  Tokens.auditor(), list + "?limit=1000" + (next.isEmpty() ? "" : "&after=" + next))
              .statusCode(200)
              .extract()
              .response();
      items.addAll(page.<List<Map<String, Object>>>path("items"));
      next = page.path("next");
    }
    return items;
  }

  private interface Request {
    Response send(int i);
  }

  /** Sends all of them from 32 clients that start together. */
  private static List<Response> atOnce(int requests, Request request) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        int number = i;
        Callable<Response> work =
            () -> {
              start.await();
              return request.send(number);
            };
        answers.add(clients.submit(work));
      }
      start.countDown();
      List<Response> responses = new ArrayList<>();
      for (Future<Response> answer : answers) {
        responses.add(answer.get());
      }
      return responses;
    } finally {
      clients.shutdown();
    }
  }
}
