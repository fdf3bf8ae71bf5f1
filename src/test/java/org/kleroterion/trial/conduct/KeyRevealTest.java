package org.kleroterion.trial.conduct;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.access.Role;
import org.kleroterion.api.KnownKey;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.randomization.TrialKey;
import org.kleroterion.trial.protocol.Screenings;

/** The key: hidden until the trial has closed and its manager reveals it, and then for all. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeyRevealTest {
  private static final List<String> ROLES = Arrays.stream(Role.values()).map(Role::group).toList();
  private static final Map<String, Object> BECAUSE = Map.of("reason", "The analysis is published");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DataSource database;

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.registered("protocols/wlrt-obc.yaml", text -> text);
  }

  private ValidatableResponse reveal() {
    return trial.post(Tokens.manager(), "key-reveal", BECAUSE);
  }

  private ValidatableResponse allocate(String subject, Screenings screening) {
    return trial
        .post(
            Tokens.enroller(),
            "allocations",
            Map.of("subject", subject, "site", trial.site(), "screening", screening))
        .statusCode(201);
  }

  private void close() {
    trial.becomes("CLOSED").statusCode(200);
  }

  @Test
  @Tag("R06")
  @Tag("R07")
  void before_the_trial_has_closed_nothing_is_revealed() {
    for (String status : List.of("REGISTERED", "OPEN", "PAUSED")) {
      if (!status.equals("REGISTERED")) {
        trial.becomes(status).statusCode(200);
      }
      int entries = trial.log().size();

      String refused =
          reveal()
              .statusCode(409)
              .contentType("application/problem+json")
              .body("type", endsWith("/trial-not-closed"))
              .body("trialStatus", equalTo(status))
              .extract()
              .asString();

      assertThat(refused).doesNotContain(KnownKey.hex(trial));
      assertThat(trial.log()).hasSize(entries);
      trial.get(Tokens.manager(), "").body("$", not(hasKey("key")));
    }
  }

  @Test
  @Tag("R07")
  @Tag("R08")
  void a_closed_trials_key_is_revealed_once_and_for_all() throws Exception {
    close();
    int entries = trial.log().size();

    String first =
        reveal()
            .statusCode(201)
            .body("trial", equalTo(trial.code()))
            .body("key", equalTo(KnownKey.hex(trial)))
            .extract()
            .asString();

    assertThat(trial.log()).hasSize(entries + 1);
    JsonNode entry = JSON.readTree(trial.log().get(entries));
    assertThat(entry.get("type").asText()).isEqualTo("KEY_REVEALED");
    assertThat(entry.at("/actor/id").asText()).isEqualTo("manager-1");
    assertThat(entry.get("data").toString())
        .isEqualTo(
            "{\"reason\":\"The analysis is published\",\"key\":\"" + KnownKey.hex(trial) + "\"}");

    assertThat(
            trial
                .post(Tokens.manager(), "key-reveal", Map.of("reason", "Once more"))
                .statusCode(200)
                .extract()
                .asString())
        .isEqualTo(first);
    assertThat(trial.log()).hasSize(entries + 1);
    for (String role : ROLES) {
      trial.get(Tokens.of(role), "").body("key", equalTo(KnownKey.hex(trial)));
    }
  }

  @Test
  @Tag("R04")
  void with_the_key_the_log_alone_tells_every_arm() throws Exception {
    trial.becomes("OPEN").statusCode(200);
    for (int i = 0; i < 24; i++) {
      allocate("S-" + i, Screenings.eligible(i % 2 == 0, i % 3 == 0 ? 4 : 2, "positive"));
    }
    close();
    String hex = reveal().statusCode(201).extract().path("key");

    byte[] key = HexFormat.of().parseHex(hex);
    List<JsonNode> log = new ArrayList<>();
    for (String line : trial.log()) {
      log.add(JSON.readTree(line));
    }
    JsonNode registration = log.get(0).get("data");
    assertThat(registration.get("commitment").asText())
        .isEqualTo(
            "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key)));

    List<Share> shares = new ArrayList<>();
    registration
        .at("/schedule/arms")
        .forEach(arm -> shares.add(new Share(arm.get("code").asText(), arm.get("weight").asInt())));
    List<Integer> sizes = new ArrayList<>();
    registration.at("/schedule/blockSizes").forEach(size -> sizes.add(size.asInt()));
    Map<String, Integer> taken = new HashMap<>();
    int recomputed = 0;
    for (JsonNode entry : log) {
      if (entry.get("type").asText().equals("ALLOCATION_ISSUED")) {
        String stratum = entry.at("/data/stratum").asText();
        Sequence sequence =
            new Sequence(TrialKey.of(key), trial.code(), stratum, new Scheme(shares, sizes));
        int slot = taken.merge(stratum, 1, Integer::sum) - 1;
        assertThat(entry.at("/data/arm").asText())
            .isEqualTo(sequence.slot(sequence.blockPosition(slot)).arm());
        recomputed++;
      }
    }
    assertThat(recomputed).isEqualTo(24);
    assertThat(taken).hasSize(4);
  }

  @Test
  @Tag("R07")
  @Tag("R08")
  void managers_who_reveal_at_once_make_one_entry() throws Exception {
    close();
    int entries = trial.log().size();
    ExecutorService managers = Executors.newFixedThreadPool(4);
    try {
      Callable<Integer> revealing = () -> reveal().extract().statusCode();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> one : managers.invokeAll(List.of(revealing, revealing, revealing))) {
        statuses.add(one.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(201, 200, 200);
    } finally {
      managers.shutdownNow();
    }
    assertThat(trial.log()).hasSize(entries + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"enroller", "edc", "auditor", "statistician"})
  @Tag("R07")
  @Tag("R13")
  void nobody_but_a_manager_reveals(String role) {
    close();
    int entries = trial.log().size();

    trial
        .post(Tokens.of(role), "key-reveal", BECAUSE)
        .statusCode(403)
        .body("type", endsWith("/forbidden"));
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  @Tag("R07")
  @Tag("R21")
  void a_manager_of_some_sites_does_not_unblind_the_others() {
    close();
    int entries = trial.log().size();

    trial
        .post(Tokens.at("manager", trial.site()), "key-reveal", BECAUSE)
        .statusCode(403)
        .body("type", endsWith("/forbidden"));
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  @Tag("R08")
  void a_reason_is_required() {
    close();
    int entries = trial.log().size();

    for (Map<String, String> body : List.of(Map.<String, String>of(), Map.of("reason", " "))) {
      trial
          .post(Tokens.manager(), "key-reveal", body)
          .statusCode(400)
          .body("violations.pointer", contains("/reason"));
    }
    assertThat(trial.log()).hasSize(entries);
    trial.get(Tokens.manager(), "").body("$", not(hasKey("key")));
  }

  @Test
  @Tag("R07")
  @Tag("R08")
  void a_reveal_that_cannot_be_recorded_tells_nothing() throws Exception {
    close();
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement("update log_head set size = size - 1 where trial = ?")) {
      update.setString(1, trial.code());
      assertThat(update.executeUpdate()).isOne();
    }

    assertThat(reveal().statusCode(503).extract().asString()).doesNotContain(KnownKey.hex(trial));
    trial.get(Tokens.manager(), "").statusCode(200).body("$", not(hasKey("key")));
  }

  @Test
  @Tag("R06")
  @Tag("R07")
  void until_then_nothing_that_anybody_reads_holds_the_key() throws Exception {
    trial.becomes("OPEN").statusCode(200);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(allocate("S-" + i, Screenings.eligible()).extract().asString());
    }
    answers.add(
        trial
            .post(
                Tokens.manager(),
                "allocations/S-1/corrections",
                Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Consent withdrawn"))
            .statusCode(201)
            .extract()
            .asString());
    assertConcealed(everythingRead());
    answers.add(reveal().statusCode(409).extract().asString());
    close();
    answers.add(trial.post(Tokens.auditor(), "key-reveal", BECAUSE).extract().asString());
    assertConcealed(everythingRead());
    answers.addAll(trial.log());
    answers.add(metrics());
    assertConcealed(answers);

    // The same look finds it once it is revealed, but never in the metrics.
    reveal().statusCode(201);
    assertThat(everythingRead()).anyMatch(answer -> answer.contains(KnownKey.hex(trial)));
    assertConcealed(List.of(metrics()));
  }

  private void assertConcealed(List<String> answers) {
    byte[] key = KnownKey.of(trial).reveal();
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(key);
    String base64Url = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    assertThat(answers).isNotEmpty();
    for (String answer : answers) {
      assertThat(answer).doesNotContainIgnoringCase(KnownKey.hex(trial));
      assertThat(answer).doesNotContain(base64, base64Url);
    }
  }

  private static String metrics() {
    String metrics = Management.metrics();
    assertThat(metrics).contains("http_server_requests");
    return metrics;
  }

  /** The head and body of every {@code GET} of the contract, for every role. */
  private List<String> everythingRead() throws Exception {
    JsonNode paths =
        new ObjectMapper(new YAMLFactory())
            .readTree(given().get("/q/openapi").then().statusCode(200).extract().asString())
            .get("paths");
    String assessment = trial.get(Tokens.auditor(), "assessments").extract().path("items[0].id");
    List<String> answers = new ArrayList<>();
    Set<String> shown = new TreeSet<>();
    for (var path : paths.properties()) {
      if (!path.getValue().has("get")) {
        continue;
      }
      List<String> parameters = path.getValue().get("get").findValuesAsText("name");
      String url =
          path.getKey()
              .replace("{trial}", trial.code())
              .replace("{subject}", "S-1")
              .replace("{id}", assessment)
              .replaceAll("\\{[^}]*}", "0");
      for (String role : ROLES) {
        for (String media : List.of("*/*", "text/csv")) {
          // A list in text/csv is whole: it has no limit.
          String query = parameters.contains("limit") && media.equals("*/*") ? "?limit=1000" : "";
          if (parameters.contains("stratum")) {
            query = "?stratum=visceral%3Dno,metastases%3D1-2,receptor%3Dpositive";
          }
          Response answer =
              TrialUnderTest.as(Tokens.of(role))
                  .accept(media)
                  .urlEncodingEnabled(false)
                  .get(url + query);
          if (answer.statusCode() == 200) {
            shown.add(path.getKey());
          }
          answers.add(answer.headers() + "\n" + answer.asString());
        }
      }
    }
    assertThat(shown)
        .contains(
            "/v1/trials",
            "/v1/trials/{trial}",
            "/v1/trials/{trial}/allocations",
            "/v1/trials/{trial}/allocations/{subject}",
            "/v1/trials/{trial}/allocations/{subject}/corrections",
            "/v1/trials/{trial}/assessments",
            "/v1/trials/{trial}/assessments/{id}",
            "/v1/trials/{trial}/balance",
            "/v1/trials/{trial}/log",
            "/v1/trials/{trial}/schedule",
            "/v1/trials/{trial}/screening-schema");
    return answers;
  }
}
