package org.kleroterion.gateway.openclinica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.api.RoundTrips;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.trial.protocol.Screenings;

/** What an OpenClinica or LibreClinica sees of the service, and what the log sees of it. */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OpenClinicaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/openclinica/" + OpenClinicas.ASKING + "/api/";
  private static final List<String> ARMS = List.of("CONTROL", "WLRT");
  private static final List<String> CONCEALED =
      List.of("CONTROL", "\"WLRT\"", " WLRT", "Standard systemic", "metastases=");

  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          output.add(line.getLevel() + " " + ExtLogRecord.wrap(line).getFormattedMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private TrialUnderTest trial;

  @BeforeEach
  void listen() {
    trial = OpenClinicas.open(OpenClinicas.ASKING);
    Logger.getLogger("").addHandler(listener);
  }

  @AfterEach
  void nothing_in_the_output_tells_an_arm() {
    Logger.getLogger("").removeHandler(listener);
    assertThat(output).noneMatch(line -> CONCEALED.stream().anyMatch(line::contains));
  }

  @Test
  @Tag("R03")
  void a_subject_gets_its_code_and_every_repeat_the_same() throws Exception {
    OpenClinicas.code(OpenClinicas.ASKING, "SS_REPEAT")
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", endsWith("/allocation-unknown"));

    String code = randomised("SS_REPEAT");

    assertThat(ARMS).contains(code);
    assertThat(randomised("SS_REPEAT")).isEqualTo(code);
    OpenClinicas.code(OpenClinicas.ASKING, "SS_REPEAT")
        .statusCode(200)
        .contentType("application/json")
        .body("code", equalTo(code))
        .body("size()", equalTo(1));
    trial
        .get(Tokens.enroller(), "allocations/SS_REPEAT")
        .statusCode(200)
        .body("arm.code", equalTo(code))
        .body("site", equalTo("cams"))
        .body("requestedBy", equalTo("dr.李"))
        .body("allocatedBy", equalTo("openclinica:oc-hospital"));
    assertThat(types("SS_REPEAT")).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
    JsonNode actor = entries("SS_REPEAT").get(1).path("actor");
    assertThat(actor.path("roles").get(0).asText()).isEqualTo("edc");
    assertThat(output).noneMatch(line -> line.startsWith("WARN"));
  }

  @Test
  @Tag("R01")
  void the_answers_are_the_screening() throws Exception {
    randomised("SS_SCREENED");
    trial.assess("SS_SAME", Screenings.eligible()).statusCode(201);

    JsonNode screening = entries("SS_SCREENED").get(0).at("/data/screening");
    assertThat(screening).hasSize(22).isEqualTo(entries("SS_SAME").get(0).at("/data/screening"));
  }

  @Test
  @Tag("R03")
  void many_at_once_for_one_subject_are_one_allocation() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        calls.add(() -> randomised("SS_MANY"));
      }
      Set<String> codes = new HashSet<>();
      for (Future<String> answer : clients.invokeAll(calls)) {
        codes.add(answer.get());
      }
      assertThat(codes).hasSize(1);
    } finally {
      clients.shutdownNow();
    }
    assertThat(types("SS_MANY")).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
  }

  static Stream<Arguments> wrongAnswers() {
    return Stream.of(
        Arguments.of("question2", "0", "Must not be 0"),
        Arguments.of("question1", "0", "Must not be 0"),
        Arguments.of("question7", "0.0", "Must not be 0"),
        Arguments.of("question2", "", "is blank"),
        Arguments.of("question1", " ", "is blank"),
        Arguments.of("question2", "3", "exactly one of 1, 2."),
        Arguments.of("question2", "1 ", "exactly one of 1, 2."),
        Arguments.of("question2", "female", "exactly one of 1, 2."),
        Arguments.of("question16", "None", "exactly one of A, B, C, none."),
        Arguments.of("question16", "a", "exactly one of A, B, C, none."),
        Arguments.of("question1", "58 ", "digits and a point"),
        Arguments.of("question1", "5,8", "digits and a point"),
        Arguments.of("question1", "058", "digits and a point"),
        Arguments.of("question1", "1e1", "digits and a point"),
        Arguments.of("question1", "131", "between 0 and 130"),
        Arguments.of("question1", "58.5", "whole number"),
        Arguments.of("question23", "1", "no such question"),
        Arguments.of("question01", "1", "no such question"),
        Arguments.of("more", "1", "no such field"),
        Arguments.of("question3", List.of("1", "2"), "once"),
        Arguments.of("user", "", "one line"),
        Arguments.of("user", " ", "one line"),
        Arguments.of("user", "a\nb", "one line"),
        Arguments.of("user", "a\u202eb", "one line"),
        Arguments.of("user", "a".repeat(256), "255 characters"),
        Arguments.of("siteIdentifier", "no code", "letters, digits"));
  }

  @Test
  void a_form_that_cannot_be_decoded_is_refused() {
    OpenClinicas.edc()
        .contentType("application/x-www-form-urlencoded")
        .body("identifier=%zz")
        .post("/openclinica/" + OpenClinicas.ASKING + "/api/randomise")
        .then()
        .statusCode(400)
        .body("type", endsWith("/invalid-request"));
  }

  @ParameterizedTest
  @MethodSource("wrongAnswers")
  @Tag("R01")
  void nothing_is_guessed(String field, Object value, String message) throws Exception {
    String subject = "SS_WRONG-" + Math.abs((field + value).hashCode());
    Map<String, Object> form = OpenClinicas.eligible(subject);
    form.put(field, value);

    assertInvalid(subject, form, field, message);
  }

  @Test
  @Tag("R01")
  void a_question_that_is_missing_is_refused() throws Exception {
    Map<String, Object> form = OpenClinicas.eligible("SS_MISSING");
    form.remove("question22");

    assertInvalid("SS_MISSING", form, "question22", "Must be sent");
  }

  @Test
  @Tag("R08")
  void nine_hundred_unknown_questions_are_a_shortened_entry() throws Exception {
    Map<String, Object> form = OpenClinicas.eligible("SS_LONG");
    for (int i = 100; i < 1000; i++) {
      form.put("question" + i, "1");
    }

    OpenClinicas.randomise(OpenClinicas.ASKING, form)
        .statusCode(400)
        .body("violations", hasSize(100))
        .body("violationsLeftOut", equalTo(800))
        .body("detail", equalTo("900 members are wrong. Only the first 100 are listed."));

    JsonNode refused = onlyRefusal("SS_LONG", "INVALID_REQUEST");
    assertThat(refused.at("/data/violations")).hasSize(100);
    assertThat(refused.at("/data/violationsLeftOut").asText()).isEqualTo("800");
    assertThat(output)
        .filteredOn(line -> line.startsWith("WARN"))
        .singleElement()
        .asString()
        .endsWith("; 800 more");
  }

  private void assertInvalid(String subject, Map<String, Object> form, String field, String message)
      throws Exception {
    OpenClinicas.randomise(OpenClinicas.ASKING, form)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", endsWith("/invalid-request"))
        .body("violations.pointer", hasItem("/" + field));

    JsonNode refused = onlyRefusal(subject, "INVALID_REQUEST");
    JsonNode violation = refused.at("/data/violations/0");
    assertThat(violation.path("pointer").asText()).isEqualTo("/" + field);
    assertThat(violation.path("message").asText()).contains(message);
    assertThat(output)
        .filteredOn(line -> line.startsWith("WARN"))
        .singleElement()
        .asString()
        .contains("invalid-request", "/" + field, subject);
  }

  @Test
  void what_is_no_subjects_code_is_refused_and_has_no_entry() {
    int entries = trial.log().size();
    Map<String, Object> form = OpenClinicas.eligible("SS WRONG\nWARN forged");

    OpenClinicas.randomise(OpenClinicas.ASKING, form)
        .statusCode(400)
        .body("violations.pointer", hasItem("/identifier"));
    OpenClinicas.code(OpenClinicas.ASKING, "SS WRONG").statusCode(400);

    assertThat(trial.log()).hasSize(entries);
    assertThat(output).anyMatch(line -> line.contains("/identifier"));
    assertThat(output).noneMatch(line -> line.contains("forged"));
  }

  @Test
  @Tag("R01")
  void who_is_not_eligible_gets_no_code_and_the_log_says_why() throws Exception {
    Map<String, Object> form = OpenClinicas.eligible("SS_OLD");
    form.put("question1", "71");

    OpenClinicas.randomise(OpenClinicas.ASKING, form)
        .statusCode(409)
        .body("type", endsWith("/subject-not-eligible"));

    assertThat(types("SS_OLD")).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_REFUSED");
    assertThat(entries("SS_OLD").get(1).at("/data/criteria").asText()).contains("I1");
    OpenClinicas.code(OpenClinicas.ASKING, "SS_OLD").statusCode(404);
  }

  @Test
  @Tag("R03")
  void an_allocated_subject_keeps_its_code_whatever_became_of_the_form() throws Exception {
    String code = randomised("SS_CHANGED");
    Map<String, Object> form = OpenClinicas.eligible("SS_CHANGED");
    form.put("question1", "71");
    form.put("question2", "0");
    form.put("siteIdentifier", "pumch");

    OpenClinicas.randomise(OpenClinicas.ASKING, form).statusCode(200).body("code", equalTo(code));

    assertThat(types("SS_CHANGED")).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
  }

  @Test
  void a_site_that_the_trial_lacks_or_the_account_does_not_reach_allocates_nobody()
      throws Exception {
    Map<String, Object> form = OpenClinicas.eligible("SS_ATLANTIS");
    form.put("siteIdentifier", "atlantis");
    OpenClinicas.randomise(OpenClinicas.ASKING, form)
        .statusCode(400)
        .body("type", endsWith("/site-unknown"));
    assertThat(onlyRefusal("SS_ATLANTIS", "SITE_UNKNOWN").path("site").asText())
        .isEqualTo("atlantis");

    form.put("identifier", "SS_WUHAN");
    form.put("siteIdentifier", "wuhan");
    OpenClinicas.randomise(OpenClinicas.ASKING, form)
        .statusCode(403)
        .body("type", endsWith("/site-out-of-reach"))
        .body("detail", containsString("account's setting '"));
    onlyRefusal("SS_WUHAN", "SITE_OUT_OF_REACH");
  }

  @Test
  void a_site_is_made_known_as_often_as_the_edc_likes_and_nothing_is_kept() {
    int entries = trial.log().size();
    for (String site : List.of("S_CAMS", "cams", "atlantis", "atlantis", "wuhan")) {
      OpenClinicas.edc()
          .formParams("siteIdentifier", site, "name", "A hospital", "timezone", "Asia/Shanghai")
          .post(PATH + "sites")
          .then()
          .statusCode(200)
          .contentType("application/json");
    }
    OpenClinicas.edc().formParams("name", "x").post(PATH + "sites").then().statusCode(400);

    assertThat(trial.log()).hasSize(entries);
    assertThat(output)
        .filteredOn(line -> line.startsWith("WARN"))
        .hasSize(4)
        .satisfies(lines -> assertThat(lines.get(0)).contains("atlantis", "does not have"))
        .satisfies(lines -> assertThat(lines.get(2)).contains("wuhan", "'sites'"));
  }

  @Test
  void a_trial_that_is_paused_refuses_and_says_so() throws Exception {
    trial.becomes("PAUSED").statusCode(200);
    OpenClinicas.randomise(OpenClinicas.ASKING, OpenClinicas.eligible("SS_PAUSED"))
        .statusCode(409)
        .body("type", endsWith("/trial-not-open"));
    trial.becomes("OPEN").statusCode(200);

    assertThat(types("SS_PAUSED")).endsWith("ALLOCATION_REFUSED");
    assertThat(ARMS).contains(randomised("SS_PAUSED"));
  }

  @Test
  @Tag("R01")
  void without_questions_the_assessment_that_is_registered_counts() throws Exception {
    TrialUnderTest assessed = OpenClinicas.open(OpenClinicas.ASSESSED);
    Map<String, Object> form = OpenClinicas.bare("SS_ASSESSED");

    OpenClinicas.randomise(OpenClinicas.ASSESSED, form)
        .statusCode(409)
        .body("type", endsWith("/subject-not-assessed"));
    assessed.assess("SS_ASSESSED", Screenings.eligible()).statusCode(201);
    form.put("siteIdentifier", "pumch");
    OpenClinicas.randomise(OpenClinicas.ASSESSED, form)
        .statusCode(400)
        .body("violations.pointer", hasItem("/siteIdentifier"));
    form.put("siteIdentifier", "atlantis");
    OpenClinicas.randomise(OpenClinicas.ASSESSED, form)
        .statusCode(400)
        .body("type", endsWith("/site-unknown"));
    form.put("siteIdentifier", "cams");
    form.put("question1", "58");
    OpenClinicas.randomise(OpenClinicas.ASSESSED, form)
        .statusCode(400)
        .body("violations.pointer", hasItem("/question1"));
    form.remove("question1");

    for (int i = 0; i < 2; i++) {
      OpenClinicas.randomise(OpenClinicas.ASSESSED, form)
          .statusCode(200)
          .body("code", equalTo("1"));
    }
    assertThat(types(assessed, "SS_ASSESSED"))
        .containsExactly(
            "ALLOCATION_REFUSED",
            "ASSESSMENT_RECORDED",
            "ALLOCATION_REFUSED",
            "ALLOCATION_REFUSED",
            "ALLOCATION_REFUSED",
            "ALLOCATION_ISSUED");
  }

  @Test
  @Tag("R21")
  void a_subject_of_a_site_beyond_reach_is_not_told_of() throws Exception {
    TrialUnderTest assessed = OpenClinicas.open(OpenClinicas.ASSESSED);
    assessed.assess(Tokens.enroller(), "SS_BEYOND", "wuhan", Screenings.eligible()).statusCode(201);

    OpenClinicas.randomise(OpenClinicas.ASSESSED, OpenClinicas.bare("SS_BEYOND"))
        .statusCode(403)
        .body("type", endsWith("/subject-out-of-reach"))
        .body("detail", containsString("account's setting '"));
    Map<String, Object> wuhan = OpenClinicas.bare("SS_BEYOND");
    wuhan.put("siteIdentifier", "wuhan");
    OpenClinicas.randomise(OpenClinicas.edc("oc-other", "other"), OpenClinicas.ASSESSED, wuhan)
        .statusCode(200);

    OpenClinicas.code(OpenClinicas.ASSESSED, "SS_BEYOND").statusCode(404);
    assertThat(types(assessed, "SS_BEYOND"))
        .containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_REFUSED", "ALLOCATION_ISSUED");
  }

  static Stream<String> strangers() {
    String nothing = "";
    return Stream.of(
        nothing,
        OpenClinicas.basic(OpenClinicas.ACCOUNT, "wrong"),
        OpenClinicas.basic(OpenClinicas.ACCOUNT, ""),
        OpenClinicas.basic(OpenClinicas.ACCOUNT, OpenClinicas.PASSWORD + "x"),
        OpenClinicas.basic(OpenClinicas.ACCOUNT, "x".repeat(1000)),
        OpenClinicas.basic("oc-nobody", OpenClinicas.PASSWORD),
        OpenClinicas.basic("OC-HOSPITAL", OpenClinicas.PASSWORD),
        "Basic !!!",
        "Basic b2MtaG9zcGl0YWw=",
        "Basic",
        "Bearer nonsense",
        "Bearer TOKEN");
  }

  @ParameterizedTest
  @MethodSource("strangers")
  @Tag("R21")
  void who_is_no_account_gets_nothing(String authorization) {
    // The right password was a moment ago, and is remembered.
    OpenClinicas.code(OpenClinicas.ASKING, "SS_NOBODY").statusCode(404);
    int entries = trial.log().size();
    String header = authorization.replace("TOKEN", Tokens.edc());
    for (String call : List.of("GET randomisation", "POST sites", "POST randomise")) {
      RequestSpecification request = OpenClinicas.anybody();
      if (!header.isEmpty()) {
        request.header("Authorization", header);
      }
      if (call.startsWith("POST")) {
        request.formParams(OpenClinicas.eligible("SS_NOBODY"));
      }
      request
          .request(call.split(" ")[0], PATH + call.split(" ")[1])
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .header("WWW-Authenticate", equalTo("Basic realm=\"kleroterion\", charset=\"UTF-8\""))
          .body("type", endsWith("/account-required"));
    }
    assertThat(trial.log()).hasSize(entries);
    // One line in ten seconds: AccountsTest.
    assertThat(output)
        .filteredOn(line -> line.startsWith("WARN"))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(line -> line.contains("Refused a call"));
  }

  @Test
  @Tag("R21")
  void an_account_reaches_its_own_trials_only_and_nothing_else() {
    int entries = trial.log().size();
    OpenClinicas.randomise(
            OpenClinicas.edc("oc-other", "other"),
            OpenClinicas.ASKING,
            OpenClinicas.eligible("SS_OTHER"))
        .statusCode(404)
        .body("type", endsWith("/trial-unknown"))
        .body("detail", containsString("account's setting '"));
    OpenClinicas.randomise("no-such-trial", OpenClinicas.eligible("SS_OTHER"))
        .statusCode(404)
        .body("type", endsWith("/trial-unknown"))
        .body("detail", containsString("account's setting '"));
    OpenClinicas.edc()
        .get(trial.path("allocations"))
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", equalTo("Bearer"));
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  void a_get_with_the_content_type_of_a_form_and_no_body_is_answered() throws Exception {
    String code = randomised("SS_RAW");
    String answer =
        raw(
            "GET " + PATH + "randomisation?identifier=SS_RAW HTTP/1.1\r\n",
            "Host: localhost\r\n",
            "Authorization: " + OpenClinicas.basic(OpenClinicas.ACCOUNT, OpenClinicas.PASSWORD),
            "\r\nAccept: " + OpenClinicas.ACCEPT + "\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n",
            "Connection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("application/json");
    assertThat(answer).endsWith("{\"code\":\"" + code + "\"}");
  }

  private static String raw(String... parts) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.getOutputStream().write(String.join("", parts).getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void the_study_is_told_with_exactly_the_members_that_are_read() {
    Map<String, Object> study =
        OpenClinicas.anybody()
            .queryParam("studyoid", "S_WLRT")
            .queryParam("instanceurl", "https://edc.test/OpenClinica/rest2/openrosa/S_WLRT")
            .get("/openclinica/app/rest/oc/se_randomizations")
            .then()
            .statusCode(200)
            .contentType("application/json")
            .header("Cache-Control", equalTo("no-store"))
            .extract()
            .path("");
    assertThat(study.keySet())
        .containsExactly(
            "id",
            "url",
            "username",
            "password",
            "statusId",
            "status",
            "instanceUrl",
            "studyOid",
            "ocUser_username",
            "ocUser_name",
            "ocUser_lastname",
            "ocUser_emailAddress",
            "studyName",
            "openClinicaVersion");
    assertThat(study)
        .containsEntry("status", "ACTIVE")
        .containsEntry("studyOid", "S_WLRT")
        .containsEntry("url", "https://randomize.test/openclinica/wlrt-obc")
        .containsEntry("username", OpenClinicas.ACCOUNT)
        .containsEntry("password", OpenClinicas.PASSWORD)
        .doesNotContainValue(null);
    assertThat(output).noneMatch(line -> line.contains("staple"));
  }

  @Test
  void no_other_study_is_told() {
    for (List<String> asked :
        List.of(
            List.of("S_OTHER", "https://edc.test/OpenClinica/rest2/openrosa/S_WLRT"),
            List.of("S_WLRT", "https://edc.test/Other/rest2/openrosa/S_WLRT"))) {
      OpenClinicas.anybody()
          .queryParam("studyoid", asked.get(0))
          .queryParam("instanceurl", asked.get(1))
          .get("/openclinica/app/rest/oc/se_randomizations")
          .then()
          .statusCode(404)
          .contentType("application/problem+json");
    }
    OpenClinicas.anybody().get("/openclinica/app/rest/oc/se_randomizations").then().statusCode(404);
  }

  @Test
  @Tag("R09")
  void an_auditors_verifier_takes_the_log(@TempDir Path folder) throws Exception {
    randomised("SS_AUDITED");
    Map<String, Object> form = OpenClinicas.eligible("SS_AUDITED-2");
    form.put("question2", "0");
    OpenClinicas.randomise(OpenClinicas.ASKING, form).statusCode(400);
    Path export = folder.resolve("export.zip");
    Files.write(
        export,
        TrialUnderTest.as(Tokens.auditor())
            .get(trial.path("log/export"))
            .then()
            .statusCode(200)
            .extract()
            .asByteArray());
    Path key = folder.resolve("vkey");
    Files.writeString(key, trial.get(Tokens.auditor(), "").extract().<String>path("vkey"));

    Process verifier =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "audit/Verify.java",
                export.toString(),
                "--key",
                key.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("verdict").toFile())
            .start();

    assertThat(verifier.waitFor()).as(Files.readString(folder.resolve("verdict"))).isZero();
  }

  @Test
  void the_round_trip_is_measured() throws Exception {
    RoundTrips.of(50, 200, i -> assertThat(ARMS).contains(randomised("SS_TIME_" + i)))
        .print("OpenClinica, randomise with its questions");
    RoundTrips.of(50, 200, i -> assertThat(ARMS).contains(randomised("SS_TIME_" + i)))
        .print("OpenClinica, the same again");
  }

  private static String randomised(String subject) {
    return OpenClinicas.randomise(OpenClinicas.ASKING, OpenClinicas.eligible(subject))
        .statusCode(200)
        .contentType("application/json")
        .extract()
        .path("code");
  }

  /** The subject's only entry, which says why there is no more. */
  private JsonNode onlyRefusal(String subject, String problem) throws Exception {
    assertThat(types(subject)).containsExactly("ALLOCATION_REFUSED");
    JsonNode entry = entries(subject).get(0);
    assertThat(entry.at("/data/problem").asText()).isEqualTo(problem);
    assertThat(entry.at("/actor/id").asText()).isEqualTo("openclinica:oc-hospital");
    return entry;
  }

  private List<String> types(String subject) throws Exception {
    return types(trial, subject);
  }

  private static List<String> types(TrialUnderTest trial, String subject) throws Exception {
    return entries(trial, subject).stream().map(entry -> entry.path("type").asText()).toList();
  }

  private List<JsonNode> entries(String subject) throws Exception {
    return entries(trial, subject);
  }

  private static List<JsonNode> entries(TrialUnderTest trial, String subject)
      throws JsonProcessingException {
    List<JsonNode> entries = new ArrayList<>();
    for (String leaf : trial.log()) {
      JsonNode entry = JSON.readTree(leaf);
      if (entry.path("subject").asText().equals(subject)) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
