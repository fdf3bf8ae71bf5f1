package org.kleroterion.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.Whole;
import org.kleroterion.api.HandedOut;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.database.TestDatabase;
import org.kleroterion.gateway.FullService;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.storage.FaultyDriver;
import org.kleroterion.storage.FaultyDriver.Failure;
import org.kleroterion.storage.FaultyDriver.Moment;
import org.kleroterion.trial.protocol.Screenings;

/**
 * An allocation that fails at any step, before the step took effect or after: nothing of it stands
 * or all of it, nothing that was signed is ever missing, and the sequence goes on.
 */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FaultTest {
  private static final String STRATUM = "visceral=no,metastases=1-2,receptor=positive";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** What of the request must stand once it has failed. */
  private enum Left {
    NOTHING,
    ALL
  }

  @Inject DataSource database;

  @ConfigProperty(name = "kleroterion.log.anchor-directory")
  Path anchors;

  private TrialUnderTest trial;
  private HandedOut handedOut;
  private String assessment;
  private int entries;

  @BeforeEach
  void one_subject_is_allocated_and_one_is_eligible() {
    trial = TrialUnderTest.shipped();
    handedOut =
        new HandedOut(
            TrialUnderTest.json(trial.get(Tokens.auditor(), "")).path("vkey").textValue());
    keep(trial.allocate("S-0", trial.assessed("S-0", Screenings.eligible())).statusCode(201));
    assessment = trial.assessed("S-1", Screenings.eligible());
    entries = trial.log().size();
  }

  private static List<Arguments> statements() {
    return Whole.part(
        4,
        Stream.of(
                "insert into log_entry",
                "insert into allocation",
                "update log_head",
                "update stratum_cursor")
            .flatMap(
                sql ->
                    Stream.of(Moment.values())
                        .flatMap(
                            moment ->
                                Stream.of(
                                    arguments(sql, moment, Failure.LOST, 1, 503, Left.NOTHING),
                                    arguments(sql, moment, Failure.UNCLEAR, 1, 503, Left.NOTHING),
                                    arguments(sql, moment, Failure.CONFLICT, 1, 201, Left.ALL),
                                    arguments(
                                        sql, moment, Failure.CONFLICT, 4, 503, Left.NOTHING))))
            .toList());
  }

  @ParameterizedTest(name = "{0}: {1} it took effect {2}, {3} times: answered {4}, {5} stands")
  @MethodSource("statements")
  @Tag("R02")
  @Tag("R03")
  @Tag("R17")
  void a_statement_fails(
      String sql, Moment moment, Failure failure, int times, int status, Left left) {
    FaultyDriver.failAt(sql, moment, failure, times);
    ValidatableResponse answer = trial.allocate("S-1", assessment);
    requireTold(answer, status);
    requireOnly(left);
  }

  private static List<Arguments> commits() {
    return Whole.part(
        2,
        List.of(
            arguments(Moment.BEFORE, Failure.LOST, 503, Left.NOTHING),
            arguments(Moment.AFTER, Failure.LOST, 503, Left.ALL),
            arguments(Moment.BEFORE, Failure.UNCLEAR, 503, Left.NOTHING),
            arguments(Moment.AFTER, Failure.UNCLEAR, 503, Left.ALL),
            arguments(Moment.BEFORE, Failure.CONFLICT, 201, Left.ALL)));
  }

  @ParameterizedTest(name = "{0} it took effect {1}: answered {2}, {3} stands")
  @MethodSource("commits")
  @Tag("R02")
  @Tag("R03")
  @Tag("R17")
  void the_commit_fails(Moment moment, Failure failure, int status, Left left) {
    FaultyDriver.failAtCommitOf("insert into allocation", moment, failure);
    ValidatableResponse answer = trial.allocate("S-1", assessment);
    requireTold(answer, status);
    requireOnly(left);
  }

  private static List<Arguments> assessments() {
    return Whole.part(
        3,
        List.of(
            arguments(false, Moment.BEFORE, Failure.LOST, 503, Left.NOTHING),
            arguments(false, Moment.AFTER, Failure.LOST, 503, Left.NOTHING),
            arguments(false, Moment.BEFORE, Failure.CONFLICT, 201, Left.ALL),
            arguments(false, Moment.AFTER, Failure.CONFLICT, 201, Left.ALL),
            arguments(true, Moment.BEFORE, Failure.LOST, 503, Left.NOTHING),
            arguments(true, Moment.AFTER, Failure.LOST, 503, Left.ALL),
            arguments(true, Moment.BEFORE, Failure.UNCLEAR, 503, Left.NOTHING),
            arguments(true, Moment.AFTER, Failure.UNCLEAR, 503, Left.ALL),
            arguments(true, Moment.BEFORE, Failure.CONFLICT, 201, Left.ALL)));
  }

  @ParameterizedTest(name = "commit {0}: {1} it took effect {2}: answered {3}, {4} stands")
  @MethodSource("assessments")
  @Tag("R03")
  @Tag("R17")
  void the_assessment_before_it_fails(
      boolean commit, Moment moment, Failure failure, int status, Left left) {
    if (commit) {
      FaultyDriver.failAtCommitOf("insert into assessment", moment, failure);
    } else {
      FaultyDriver.failAt("insert into assessment", moment, failure, 1);
    }
    Map<String, Object> request =
        Map.of("subject", "S-9", "site", trial.site(), "screening", Screenings.eligible());
    ValidatableResponse answer = trial.post(Tokens.enroller(), "allocations", request);
    requireTold(answer, status);

    boolean stands = left == Left.ALL;
    assertThat(trial.log()).hasSize(entries + (stands ? 2 : 0));
    String body =
        keep(trial.post(Tokens.enroller(), "allocations", request).statusCode(stands ? 200 : 201));
    assertThat(trial.log()).as("one assessment, one allocation").hasSize(entries + 2);
    assertThat(keep(trial.post(Tokens.enroller(), "allocations", request).statusCode(200)))
        .isEqualTo(body);
    requireIntact();
  }

  @Test
  @Tag("R03")
  @Tag("R09")
  @Tag("R17")
  void the_checkpoint_cannot_be_kept_so_that_it_is_not_given_and_the_repeat_gives_it()
      throws IOException {
    Path aside = anchors.resolveSibling("aside");
    Files.move(anchors, aside);
    Files.createFile(anchors);
    try {
      requireUnavailable(trial.allocate("S-1", assessment));
      requireUnavailable(trial.allocate("S-1", assessment));
      requireUnavailable(trial.get(Tokens.auditor(), "log/checkpoint"));
      assertThat(trial.log()).hasSize(entries + 1);
    } finally {
      Files.delete(anchors);
      Files.move(aside, anchors);
    }
    requireOnly(Left.ALL);
  }

  @Test
  @Tag("R03")
  @Tag("R17")
  void the_client_goes_once_the_checkpoint_is_kept() throws Exception {
    try (Socket client = ask()) {
      Awaitility.await()
          .atMost(TIMEOUT)
          .until(() -> anchor().contains("\n" + (entries + 1) + "\n"));
      reset(client);
    }
    requireOnly(Left.ALL);
  }

  @Test
  @Tag("R03")
  @Tag("R17")
  void the_client_goes_while_its_request_waits_for_the_log() throws Exception {
    try (Connection other = database.getConnection()) {
      other.setAutoCommit(false);
      try (PreparedStatement lock =
          other.prepareStatement("select size from log_head where trial = ? for update")) {
        lock.setString(1, trial.code());
        lock.executeQuery();
        Socket client = ask();
        Awaitility.await().atMost(TIMEOUT).until(this::somebodyWaits);
        reset(client);
      }
      other.rollback();
    }
    Awaitility.await().atMost(TIMEOUT).until(() -> trial.allocations() == 2);
    requireOnly(Left.ALL);
  }

  @Test
  @Tag("R03")
  @Tag("R17")
  void the_client_goes_after_the_first_bytes_of_its_answer() throws Exception {
    Socket client = ask();
    byte[] first = client.getInputStream().readNBytes(12);
    reset(client);
    assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 201");
    requireOnly(Left.ALL);
  }

  @Test
  @Tag("R03")
  @Tag("R17")
  void clients_that_go_as_soon_as_they_have_asked_leave_nothing_or_all() throws Exception {
    for (int i = 0; i < 50; i++) {
      reset(ask());
    }
    String body = keep(trial.allocate("S-1", assessment));
    assertThat(keep(trial.allocate("S-1", assessment).statusCode(200))).isEqualTo(body);
    assertThat(trial.log()).hasSize(entries + 1);
    assertThat(trial.allocations()).isEqualTo(2);
    requireIntact();
  }

  @Test
  @Tag("R09")
  @Tag("R17")
  void whoever_reads_the_checkpoint_while_a_subject_is_allocated_stops_nothing() {
    FaultyDriver.meanwhile("from log_head", this::allocateFromElsewhere);
    String checkpoint =
        trial.get(Tokens.auditor(), "log/checkpoint").statusCode(200).extract().asString();
    assertThat(FaultyDriver.allHappened()).isTrue();
    assertThat(handedOut.checkpoint(checkpoint)).isEqualTo(entries);
    requireOnly(Left.ALL);
  }

  @Test
  @Tag("R09")
  @Tag("R17")
  void whoever_checks_the_log_while_a_subject_is_allocated_stops_nothing() {
    // The first look is whether there is such a trial, the second begins the check.
    FaultyDriver.meanwhile(
        "from log_head",
        () -> FaultyDriver.meanwhile("from log_head", this::allocateFromElsewhere));
    trial
        .get(Tokens.auditor(), "log/verification")
        .log()
        .ifValidationFails()
        .statusCode(200)
        .body("sound", equalTo(true));
    assertThat(FaultyDriver.allHappened()).isTrue();
    requireOnly(Left.ALL);
  }

  @Test
  @Tag("R02")
  @Tag("R17")
  void a_transaction_that_takes_too_long_is_rolled_back_and_leaves_nothing() {
    FaultyDriver.meanwhile("insert into log_entry", FaultTest::waitUntilRolledBack);
    requireTold(trial.allocate("S-1", assessment), 503);
    requireOnly(Left.NOTHING);
  }

  private static void waitUntilRolledBack() {
    try {
      while (QuarkusTransaction.getStatus() == Status.STATUS_ACTIVE) {
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void allocateFromElsewhere() {
    keep(trial.allocate("S-1", assessment).statusCode(201));
  }

  /** Sends the request for S-1, and reads nothing. */
  private Socket ask() throws IOException {
    Socket client = new Socket("127.0.0.1", RestAssured.port);
    String body = "{\"subject\":\"S-1\",\"assessment\":\"" + assessment + "\"}";
    String request =
        "POST "
            + trial.path("allocations")
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + Tokens.enroller()
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
    return client;
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  private boolean somebodyWaits() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement sessions =
            connection.prepareStatement(
                TestDatabase.isPostgres()
                    ? "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                    : "select 1 from information_schema.sessions where blocker_id is not null")) {
      return sessions.executeQuery().next();
    }
  }

  private String anchor() throws IOException {
    return Files.readString(anchors.resolve(trial.code() + ".checkpoint"));
  }

  private void requireTold(ValidatableResponse answer, int status) {
    assertThat(FaultyDriver.allHappened()).as("the fault was met").isTrue();
    if (status == 503) {
      requireUnavailable(answer);
    } else {
      keep(answer.log().ifValidationFails().statusCode(status));
    }
  }

  private static void requireUnavailable(ValidatableResponse answer) {
    answer.log().ifValidationFails().statusCode(503).contentType("application/problem+json");
  }

  private void requireOnly(Left left) {
    boolean stands = left == Left.ALL;
    assertThat(trial.log()).as("entries").hasSize(entries + (stands ? 1 : 0));
    assertThat(trial.allocations()).as("allocations").isEqualTo(stands ? 2 : 1);
    requireSound();

    // Somebody else first: were the cursor elsewhere, this one would not get the next slot.
    keep(trial.allocate("S-2", trial.assessed("S-2", Screenings.eligible())).statusCode(201));
    String body = keep(trial.allocate("S-1", assessment).statusCode(stands ? 200 : 201));
    assertThat(keep(trial.allocate("S-1", assessment).statusCode(200))).isEqualTo(body);
    assertThat(trial.get(Tokens.enroller(), "allocations/S-1").extract().asString())
        .isEqualTo(body);
    requireIntact();
  }

  private void requireIntact() {
    for (int i = 10; i < 13; i++) {
      keep(
          trial
              .allocate("S-" + i, trial.assessed("S-" + i, Screenings.eligible()))
              .statusCode(201));
    }
    requireSound();
    handedOut.requirePrefixesOf(trial.log(), "at the end");
    List<String> arms =
        TrialUnderTest.json(trial.get(Tokens.auditor(), "allocations?limit=1000"))
            .findPath("items")
            .findValues("arm")
            .stream()
            .map(arm -> arm.path("code").textValue())
            .toList();
    assertThat(arms).isEqualTo(expected(arms.size()));
  }

  private void requireSound() {
    JsonNode verification =
        TrialUnderTest.json(trial.get(Tokens.auditor(), "log/verification").statusCode(200));
    assertThat(verification.path("sound").booleanValue()).as(verification.toString()).isTrue();
    handedOut.checkpoint(
        trial.get(Tokens.auditor(), "log/checkpoint").statusCode(200).extract().asString());
  }

  private List<String> expected(int slots) {
    MasterSecret secret = new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET));
    return new Sequence(
            secret.trialKey(trial.code()),
            trial.code(),
            STRATUM,
            new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(6, 9)))
        .arms()
        .limit(slots)
        .toList();
  }

  /** Verifies the receipt of what was answered. */
  private String keep(ValidatableResponse answer) {
    JsonNode allocation = TrialUnderTest.json(answer);
    handedOut.receipt(allocation.path("entry").textValue(), allocation.path("receipt").textValue());
    return answer.extract().asString();
  }
}
