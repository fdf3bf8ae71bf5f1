package org.kleroterion.gateway.redcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.api.Management;
import org.kleroterion.api.RoundTrips;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.gateway.redcap.RedcapStandIn.Trouble;
import org.kleroterion.trial.protocol.Screenings;

/** What a REDCap project sees of the service, and what the log sees of it. */
@QuarkusTest
@TestProfile(FullService.class)
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RedcapTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WLRT = Redcaps.WLRT;
  private static final String TOKEN = Redcaps.TOKENS.get(WLRT);
  private static final String DELIVERIES = "destinations/redcap.wlrt/deliveries";
  private static final List<String> CONCEALED =
      List.of(
          "CONTROL",
          "\"WLRT\"",
          " WLRT",
          "Standard systemic",
          "metastases=",
          TOKEN,
          Redcaps.SECRETS.get(WLRT),
          Redcaps.SECRETS.get(Redcaps.VISITS));

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
  private RedcapStandIn redcap;

  @BeforeEach
  void listen() throws IOException {
    trial = Redcaps.open("wlrt-obc");
    redcap = Redcaps.standIn();
    redcap.start();
    Logger.getLogger("").addHandler(listener);
  }

  @AfterEach
  void nothing_is_left_and_nothing_in_the_output_tells_an_arm_or_a_secret() {
    redcap.forget();
    List<Map<String, Object>> left = items();
    left.forEach(
        one ->
            TrialUnderTest.as(Tokens.manager())
                .delete(trial.path(DELIVERIES + "/" + one.get("number")))
                .then()
                .statusCode(204));
    redcap.stop();
    Logger.getLogger("").removeHandler(listener);
    assertThat(output).noneMatch(line -> CONCEALED.stream().anyMatch(line::contains));
  }

  private void save(String record) {
    redcap.save(TOKEN, record, Redcaps.eligible());
  }

  private String held(String record, String field) {
    return redcap.record(TOKEN, record).get(field);
  }

  private void trigger(String record) {
    Redcaps.trigger(WLRT, record).statusCode(202);
  }

  private List<Map<String, Object>> items() {
    return trial.get(Tokens.manager(), DELIVERIES).statusCode(200).extract().path("items");
  }

  private void awaitDone() {
    await().atMost(Duration.ofSeconds(30)).until(() -> items().isEmpty());
  }

  private Map<String, Object> awaitDead(String record) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                items().stream()
                    .anyMatch(
                        one -> record.equals(one.get("lane")) && "DEAD".equals(one.get("state"))));
    return items().stream().filter(one -> record.equals(one.get("lane"))).findFirst().orElseThrow();
  }

  private void replay(Map<String, Object> dead) {
    TrialUnderTest.as(Tokens.manager())
        .post(trial.path(DELIVERIES + "/" + dead.get("number") + "/replay"))
        .then()
        .statusCode(200);
  }

  private ValidatableResponse destination(String does) {
    return TrialUnderTest.as(Tokens.manager())
        .post(trial.path("destinations/redcap.wlrt/" + does))
        .then()
        .statusCode(200);
  }

  /** Exactly one allocation, and REDCap shows it. */
  private void assertAllocated(String record) throws Exception {
    assertThat(types(trial, record)).filteredOn("ALLOCATION_ISSUED"::equals).hasSize(1);
    assertFilled(record);
  }

  private void assertFilled(String record) throws Exception {
    Map<String, Object> allocation =
        trial.get(Tokens.enroller(), "allocations/" + record).statusCode(200).extract().path("");
    Object arm = ((Map<?, ?>) allocation.get("arm")).get("code");
    assertThat(held(record, "rand_arm")).isEqualTo(arm.equals("CONTROL") ? "1" : "2");
    assertThat(held(record, "rand_number")).isEqualTo(allocation.get("number").toString());
    assertThat(held(record, "rand_time"))
        .isEqualTo(allocation.get("time").toString().substring(0, 19).replace('T', ' '));
    assertThat(held(record, "rand_verdict")).isEqualTo("ALLOCATED");
    assertThat(held(record, "rand_reason")).isEqualTo("The subject is allocated.");
  }

  @Test
  @Tag("R03")
  void a_saved_record_is_allocated_and_its_fields_are_filled() throws Exception {
    save("R-1");
    trigger("R-1");
    awaitDone();

    assertAllocated("R-1");
    trial
        .get(Tokens.enroller(), "allocations/R-1")
        .body("site", equalTo("cams"))
        .body("requestedBy", equalTo("dr_li"))
        .body("allocatedBy", equalTo("redcap:wlrt"));
    assertThat(types(trial, "R-1")).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
    assertThat(entries(trial, "R-1").get(1).at("/actor/roles/0").asText()).isEqualTo("edc");
    assertThat(output).noneMatch(line -> line.startsWith("WARN"));
  }

  @Test
  @Tag("R01")
  void the_fields_are_the_screening() throws Exception {
    save("R-SCREENED");
    trigger("R-SCREENED");
    awaitDone();
    trial.assess("R-SAME", Screenings.eligible()).statusCode(201);

    JsonNode screening = entries(trial, "R-SCREENED").get(0).at("/data/screening");
    assertThat(screening)
        .hasSize(22)
        .isEqualTo(entries(trial, "R-SAME").get(0).at("/data/screening"));
  }

  @Test
  void the_api_is_called_as_its_help_says() throws Exception {
    save("R-CALLS");
    trigger("R-CALLS");
    awaitDone();

    assertThat(redcap.calls()).hasSize(2);
    Map<String, String> export = redcap.calls().get(0);
    assertThat(export)
        .containsEntry("token", TOKEN)
        .containsEntry("content", "record")
        .containsEntry("format", "json")
        .containsEntry("type", "flat")
        .containsEntry("records[0]", "R-CALLS")
        .containsEntry("fields[0]", "record_id")
        .containsEntry("rawOrLabel", "raw")
        .containsEntry("exportDataAccessGroups", "true")
        .containsEntry("returnFormat", "json")
        .doesNotContainKeys("data", "records[1]", "events[0]", "filterLogic")
        .doesNotContainValue(ProjectMapping.GROUP);
    Map<String, String> imported = redcap.calls().get(1);
    assertThat(imported)
        .containsEntry("token", TOKEN)
        .containsEntry("content", "record")
        .containsEntry("format", "json")
        .containsEntry("type", "flat")
        .containsEntry("overwriteBehavior", "normal")
        .containsEntry("forceAutoNumber", "false")
        .containsEntry("returnContent", "count")
        .containsEntry("returnFormat", "json");
    JsonNode rows = JSON.readTree(imported.get("data"));
    assertThat(rows).hasSize(1);
    List<String> columns = new ArrayList<>();
    rows.get(0).fieldNames().forEachRemaining(columns::add);
    assertThat(columns)
        .containsExactly(
            "record_id", "rand_arm", "rand_number", "rand_time", "rand_verdict", "rand_reason");
  }

  @Test
  @Tag("R03")
  void a_second_trigger_changes_nothing_whatever_the_record_says_by_then() throws Exception {
    save("R-TWICE");
    trigger("R-TWICE");
    awaitDone();
    redcap.record(TOKEN, "R-TWICE").put("age", "71");
    redcap.record(TOKEN, "R-TWICE").put("sex", "");
    trigger("R-TWICE");
    awaitDone();

    assertAllocated("R-TWICE");
    assertThat(types(trial, "R-TWICE")).hasSize(2);
    assertThat(redcap.imports("R-TWICE")).hasSize(1);
  }

  @Test
  @Tag("R03")
  void many_triggers_at_once_for_one_record_are_one_allocation() throws Exception {
    save("R-MANY");
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        calls.add(() -> Redcaps.trigger(WLRT, "R-MANY").extract().statusCode());
      }
      for (Future<Integer> answer : clients.invokeAll(calls)) {
        assertThat(answer.get()).isEqualTo(202);
      }
    } finally {
      clients.shutdownNow();
    }
    awaitDone();

    assertAllocated("R-MANY");
    assertThat(types(trial, "R-MANY")).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
  }

  static Stream<Arguments> nothingToDo() {
    return Stream.of(
        Arguments.of("instrument", "demographics"),
        Arguments.of("randomization_complete", "0"),
        Arguments.of("randomization_complete", "1"),
        Arguments.of("randomization_complete", ""));
  }

  @ParameterizedTest
  @MethodSource("nothingToDo")
  void a_trigger_of_something_else_does_nothing(String field, String value) {
    int entries = trial.log().size();
    Map<String, Object> form = Redcaps.form(WLRT, "R-ELSE");
    form.put(field, value);

    Redcaps.trigger(WLRT, Redcaps.SECRETS.get(WLRT), form).statusCode(204);

    assertThat(items()).isEmpty();
    assertThat(redcap.calls()).isEmpty();
    assertThat(trial.log()).hasSize(entries);
  }

  static Stream<Arguments> strangers() {
    return Stream.of(
        Arguments.of(
            WLRT, "wrong-wrong-wrong-wrong-wrong-wrong", "not the secret of the project wlrt"),
        Arguments.of(
            WLRT, Redcaps.SECRETS.get(Redcaps.VISITS), "not the secret of the project wlrt"),
        Arguments.of(WLRT, Redcaps.SECRETS.get(WLRT) + "x", "not the secret of the project wlrt"),
        Arguments.of("nowhere", Redcaps.SECRETS.get(WLRT), "no project with the name in its URL"));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  @Tag("R21")
  void who_does_not_know_the_secret_gets_nothing(String project, String secret, String line) {
    save("R-NOBODY");
    int entries = trial.log().size();
    String answer =
        Redcaps.trigger(project, secret, Redcaps.form(WLRT, "R-NOBODY"))
            .statusCode(404)
            .contentType("application/problem+json")
            .body(
                "detail",
                equalTo(
                    "No project has this URL. Check the project's name and the secret at its end."))
            .extract()
            .asString();

    assertThat(answer).doesNotContain(secret, project);
    assertThat(items()).isEmpty();
    assertThat(trial.log()).hasSize(entries);
    assertThat(output)
        .filteredOn(one -> one.startsWith("WARN"))
        .hasSizeLessThanOrEqualTo(1) // One line in ten seconds: LimitedLogTest.
        .allMatch(one -> one.contains(line));
    assertThat(output).noneMatch(one -> one.contains(secret));
  }

  @Test
  void a_form_that_cannot_be_decoded_is_refused() {
    io.restassured.RestAssured.given()
        .contentType("application/x-www-form-urlencoded")
        .body("record=%zz")
        .post("/redcap/" + WLRT + "/" + Redcaps.SECRETS.get(WLRT))
        .then()
        .statusCode(400)
        .body("type", endsWith("/invalid-request"));
  }

  @Test
  @Tag("R21")
  void the_secret_is_in_no_metric_and_no_access_log() {
    save("R-METRIC");
    trigger("R-METRIC");
    awaitDone();
    Redcaps.trigger(WLRT, "wrong-wrong-wrong-wrong-wrong-wrong", Redcaps.form(WLRT, "R-METRIC"));

    String metrics = Management.metrics();
    assertThat(metrics)
        .contains("/redcap/{project}/{secret}")
        .doesNotContain("wrong-wrong", Redcaps.SECRETS.get(WLRT), TOKEN);
    assertThat(output)
        .anyMatch(line -> line.contains("/v1/trials/wlrt-obc/destinations"))
        .noneMatch(line -> line.contains("/redcap/") || line.contains("wrong-wrong"));
  }

  static Stream<Arguments> wrongForms() {
    return Stream.of(
        Arguments.of("project_id", "18"),
        Arguments.of("project_id", List.of("17", "17")),
        Arguments.of("record", "R 1"),
        Arguments.of("record", "R-1\nWARN forged"),
        Arguments.of("record", ""),
        Arguments.of("record", "R".repeat(65)),
        Arguments.of("username", ""),
        Arguments.of("username", "a\nb"),
        Arguments.of("username", " "),
        Arguments.of("username", "a\u202eb"),
        Arguments.of("username", "a".repeat(256)));
  }

  @ParameterizedTest
  @MethodSource("wrongForms")
  void a_form_that_is_wrong_is_refused(String field, Object value) {
    int entries = trial.log().size();
    Map<String, Object> form = Redcaps.form(WLRT, "R-FORM");
    form.put(field, value);

    Redcaps.trigger(WLRT, Redcaps.SECRETS.get(WLRT), form)
        .statusCode(400)
        .body("type", endsWith("/invalid-request"))
        .body("violations.pointer", hasItem("/" + field));

    assertThat(items()).isEmpty();
    assertThat(trial.log()).hasSize(entries);
    assertThat(output)
        .filteredOn(line -> line.startsWith("WARN"))
        .singleElement()
        .asString()
        .contains("redcap:wlrt", "/" + field)
        .doesNotContain("forged");
  }

  @Test
  void a_body_that_is_too_large_or_no_form_is_refused() {
    Map<String, Object> form = Redcaps.form(WLRT, "R-LARGE");
    form.put("more", "x".repeat(70_000));
    Redcaps.trigger(WLRT, Redcaps.SECRETS.get(WLRT), form).statusCode(413);
    io.restassured.RestAssured.given()
        .contentType("application/json")
        .body("{}")
        .post("/redcap/wlrt/" + Redcaps.SECRETS.get(WLRT))
        .then()
        .statusCode(415);
    assertThat(items()).isEmpty();
  }

  @Test
  @Tag("R01")
  void who_is_not_eligible_gets_the_verdict_and_an_arm_once_the_record_was_mended()
      throws Exception {
    save("R-OLD");
    redcap.record(TOKEN, "R-OLD").put("age", "71");
    trigger("R-OLD");
    awaitDone();

    assertThat(held("R-OLD", "rand_verdict")).isEqualTo("INELIGIBLE");
    assertThat(held("R-OLD", "rand_reason"))
        .isEqualTo(
            "Criteria that are not met: I1 ("
                + trial.protocol().criterion("I1").orElseThrow().text()
                + ").");
    assertThat(held("R-OLD", "rand_arm")).isEmpty();
    assertThat(held("R-OLD", "rand_number")).isEmpty();
    assertThat(types(trial, "R-OLD")).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_REFUSED");
    assertThat(entries(trial, "R-OLD").get(1).at("/data/criteria").asText()).contains("I1");

    redcap.record(TOKEN, "R-OLD").put("age", "70");
    trigger("R-OLD");
    awaitDone();
    assertAllocated("R-OLD");
  }

  static Stream<Arguments> wrongAnswers() {
    return Stream.of(
        Arguments.of("sex", "", "is blank"),
        Arguments.of("age", "", "is blank"),
        Arguments.of("sex", "3", "exactly one of 1, 2."),
        Arguments.of("sex", "female", "exactly one of 1, 2."),
        Arguments.of("cns_metastases", "-1", "exactly one of 1, 0."),
        Arguments.of("age", "058", "digits and a point"),
        Arguments.of("age", "58,5", "digits and a point"),
        Arguments.of("age", "5e1", "digits and a point"),
        Arguments.of("age", "58.5", "whole number"),
        Arguments.of("age", "131", "between 0 and 130"),
        Arguments.of(ProjectMapping.GROUP, "", "sites that the mapping names"),
        Arguments.of(ProjectMapping.GROUP, "wuhan", "sites that the mapping names"));
  }

  @ParameterizedTest
  @MethodSource("wrongAnswers")
  @Tag("R01")
  void nothing_is_guessed(String field, String value, String message) throws Exception {
    String record = "R-WRONG-" + Math.abs((field + value).hashCode());
    save(record);
    redcap.record(TOKEN, record).put(field, value);
    trigger(record);
    awaitDone();

    assertThat(held(record, "rand_verdict")).isEqualTo("REFUSED");
    assertThat(held(record, "rand_reason")).startsWith(field + ": ").contains(message);
    assertThat(held(record, "rand_arm")).isEmpty();
    JsonNode violation = onlyRefusal(trial, record, "INVALID_REQUEST").at("/data/violations/0");
    assertThat(violation.path("pointer").asText()).isEqualTo("/" + field);
    assertThat(violation.path("message").asText()).contains(message);
    assertThat(output)
        .filteredOn(line -> line.startsWith("WARN"))
        .singleElement()
        .asString()
        .contains("invalid-request", "/" + field, record);
  }

  @Test
  @Tag("R21")
  void a_subject_of_a_site_beyond_the_mapping_is_refused() throws Exception {
    trial.assess(Tokens.enroller(), "R-BEYOND", "wuhan", Screenings.eligible()).statusCode(201);
    save("R-BEYOND");
    trigger("R-BEYOND");
    awaitDone();

    assertThat(held("R-BEYOND", "rand_verdict")).isEqualTo("REFUSED");
    assertThat(held("R-BEYOND", "rand_reason")).contains("in use at a site");
    assertThat(types(trial, "R-BEYOND"))
        .containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_REFUSED");
    assertThat(entries(trial, "R-BEYOND").get(1).at("/data/problem").asText())
        .isEqualTo("SUBJECT_OUT_OF_REACH");
  }

  @Test
  void a_trial_that_is_paused_refuses_and_says_so() throws Exception {
    trial.becomes("PAUSED").statusCode(200);
    save("R-PAUSED");
    trigger("R-PAUSED");
    awaitDone();
    trial.becomes("OPEN").statusCode(200);

    assertThat(held("R-PAUSED", "rand_verdict")).isEqualTo("REFUSED");
    assertThat(held("R-PAUSED", "rand_reason")).isNotBlank();
    assertThat(types(trial, "R-PAUSED")).endsWith("ALLOCATION_REFUSED");
    trigger("R-PAUSED");
    awaitDone();
    assertAllocated("R-PAUSED");
  }

  @Test
  @Tag("R01")
  void dates_a_checkbox_an_event_and_a_subjects_field_are_read_and_no_code_serves_two_records()
      throws Exception {
    TrialUnderTest visits = Redcaps.open(Redcaps.VISITS_TRIAL);
    String token = Redcaps.TOKENS.get(Redcaps.VISITS);

    // Another event is not looked at.
    Map<String, Object> later = Redcaps.form(Redcaps.VISITS, "1");
    later.put("redcap_event_name", "week_4_arm_1");
    Redcaps.trigger(Redcaps.VISITS, Redcaps.SECRETS.get(Redcaps.VISITS), later).statusCode(204);

    Map<String, String> wrong =
        Map.of("born", "", "consented", "1967-01-01", "operated", "31.01.2024");
    for (Map.Entry<String, String> answer : wrong.entrySet()) {
      String subject = "V-" + answer.getKey();
      redcap.save(token, "1", Redcaps.eligibleAtVisit(subject));
      redcap.record(token, "1").put(answer.getKey(), answer.getValue());
      visit(visits, "1");
      assertThat(redcap.record(token, "1")).containsEntry("rand_verdict", "REFUSED");
      onlyRefusal(visits, subject, "INVALID_REQUEST");
    }
    redcap.save(token, "1", Redcaps.eligibleAtVisit("no code"));
    visit(visits, "1");
    assertThat(redcap.record(token, "1")).containsEntry("rand_verdict", "REFUSED");
    assertThat(output).anyMatch(line -> line.startsWith("WARN") && line.contains("/screening_no"));

    redcap.save(token, "1", Redcaps.eligibleAtVisit("V-1"));
    redcap.save(token, "2", Redcaps.eligibleAtVisit("V-1"));
    visit(visits, "1");
    assertThat(redcap.record(token, "1")).containsEntry("rand_verdict", "REFUSED");
    onlyRefusal(visits, "V-1", "INVALID_REQUEST");

    redcap.record(token, "2").put("screening_no", "V-2");
    visit(visits, "1");
    JsonNode screening = entries(visits, "V-1").get(1).at("/data/screening");
    assertThat(screening.path("age").asInt()).isEqualTo(57);
    assertThat(screening.path("months_since_radical_surgery").asInt()).isEqualTo(14);
    assertThat(screening.path("pregnant_or_lactating").isBoolean()).isTrue();
    String arm =
        visits.get(Tokens.enroller(), "allocations/V-1").statusCode(200).extract().path("arm.code");
    assertThat(redcap.record(token, "1"))
        .containsEntry("rand_verdict", "ALLOCATED")
        .containsEntry("rand_arm", arm);

    // A second record with the code of one that has its arm is not shown it, and takes it from
    // nobody.
    redcap.record(token, "2").put("screening_no", "V-1");
    visit(visits, "2");
    assertThat(redcap.record(token, "2"))
        .containsEntry("rand_verdict", "REFUSED")
        .containsEntry("rand_arm", "");
    visit(visits, "1");
    assertThat(redcap.record(token, "1")).containsEntry("rand_verdict", "ALLOCATED");

    redcap.record(token, "2").put("screening_no", "V-2");
    visit(visits, "2");
    assertThat(entries(visits, "V-2").get(1).at("/data/problem").asText())
        .isEqualTo("TARGET_REACHED");

    visits.becomes("CLOSED").statusCode(200);
    redcap.record(token, "2").put("screening_no", "V-3");
    visit(visits, "2");
    assertThat(redcap.record(token, "2")).containsEntry("rand_verdict", "REFUSED");
    assertThat(entries(visits, "V-3"))
        .anyMatch(entry -> entry.at("/data/problem").asText().equals("TRIAL_NOT_OPEN"));
    assertThat(visits.allocations()).isEqualTo(1);
  }

  private static void visit(TrialUnderTest trial, String record) {
    Redcaps.trigger(Redcaps.VISITS, record).statusCode(202);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                trial
                    .get(Tokens.manager(), "destinations/redcap.visits/deliveries")
                    .extract()
                    .<List<Object>>path("items")
                    .isEmpty());
  }

  @Test
  void a_field_that_the_project_lacks_is_a_dead_letter_that_names_it_and_is_replayed()
      throws Exception {
    save("R-LACKS");
    RedcapStandIn.Project whole = Redcaps.wlrt();
    redcap.project(TOKEN, without(whole, "child_pugh", whole.groups()));
    trigger("R-LACKS");
    Map<String, Object> dead = awaitDead("R-LACKS");

    assertThat(dead.get("problem").toString()).contains("names child_pugh");
    assertThat(dead.get("about")).isEqualTo("R-LACKS dr_li");
    assertThat(entries(trial, "R-LACKS")).isEmpty();
    assertThat(held("R-LACKS", "rand_verdict")).isEmpty();

    redcap.project(TOKEN, without(whole, "no_field", false));
    replay(dead);
    assertThat(awaitDead("R-LACKS").get("problem").toString()).contains(ProjectMapping.GROUP);

    redcap.project(TOKEN, whole);
    replay(dead);
    awaitDone();
    assertAllocated("R-LACKS");
  }

  private static RedcapStandIn.Project without(
      RedcapStandIn.Project project, String column, boolean groups) {
    var columns = new HashMap<>(project.columns());
    columns.remove(column);
    return new RedcapStandIn.Project(project.recordField(), columns, project.event(), groups);
  }

  @Test
  void a_result_that_redcap_does_not_take_is_a_dead_letter_that_tells_no_arm() throws Exception {
    save("R-CATEGORY");
    RedcapStandIn.Project whole = Redcaps.wlrt();
    var columns = new HashMap<>(whole.columns());
    columns.put("rand_arm", text -> false);
    redcap.project(TOKEN, new RedcapStandIn.Project("record_id", columns, "", true));
    trigger("R-CATEGORY");
    Map<String, Object> dead = awaitDead("R-CATEGORY");

    assertThat(dead.get("problem").toString())
        .contains("names rand_arm.")
        .doesNotContain("\"1\"", "\"2\"", "not a valid category");
    assertThat(types(trial, "R-CATEGORY"))
        .containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
    assertThat(held("R-CATEGORY", "rand_verdict")).isEmpty();

    redcap.project(TOKEN, whole);
    replay(dead);
    awaitDone();
    assertAllocated("R-CATEGORY");
  }

  @Test
  void a_record_that_is_not_there_is_a_dead_letter_until_it_is_saved_again() throws Exception {
    trigger("R-GONE");
    assertThat(awaitDead("R-GONE").get("problem").toString()).contains("no such record");
    assertThat(entries(trial, "R-GONE")).isEmpty();

    save("R-GONE");
    trigger("R-GONE");
    awaitDone();
    assertAllocated("R-GONE");
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  @Tag("R03")
  void whatever_goes_wrong_with_redcap_there_is_one_allocation_and_it_is_shown_in_the_end(
      Trouble trouble) throws Exception {
    String record = "R-" + trouble;
    save(record);
    // What is too long is a refusal, of which the third would be the last.
    int times = trouble == Trouble.TOO_LONG ? 1 : 2;
    redcap.trouble(trouble, times);
    redcap.importTrouble(trouble, times);
    trigger(record);
    awaitDone();

    assertAllocated(record);
    assertThat(types(trial, record)).containsExactly("ASSESSMENT_RECORDED", "ALLOCATION_ISSUED");
  }

  @Test
  @Tag("R03")
  void what_was_imported_and_not_heard_of_is_not_imported_again() throws Exception {
    save("R-LOST");
    redcap.importTrouble(Trouble.HANG_UP_AFTER, 1);
    trigger("R-LOST");
    awaitDone();

    assertAllocated("R-LOST");
    assertThat(redcap.imports("R-LOST")).hasSize(1);
  }

  @Test
  @Tag("R03")
  void while_redcap_is_down_nothing_dies_and_all_is_shown_when_it_is_back() throws Exception {
    List<String> records = Stream.of("A", "B", "C", "D", "E").map("R-DOWN-"::concat).toList();
    records.forEach(this::save);
    redcap.stop();
    records.forEach(this::trigger);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> output.stream().filter(line -> line.contains("cannot be reached")).count() > 5);
    assertThat(items()).hasSize(5).allMatch(one -> one.get("state").equals("WAITING"));
    redcap.start();
    awaitDone();

    for (String record : records) {
      assertAllocated(record);
    }
  }

  @Test
  void a_token_that_redcap_does_not_take_holds_the_project_up_and_is_told_to_nobody()
      throws Exception {
    save("R-TOKEN");
    redcap.trouble(Trouble.BANNED, 1000);
    trigger("R-TOKEN");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> output.stream().anyMatch(line -> line.contains("answered 403")));

    String seen = trial.get(Tokens.manager(), "destinations").extract().asString();
    assertThat(seen).contains("redcap.wlrt").doesNotContain(TOKEN);
    assertThat(items()).hasSize(1).allMatch(one -> one.get("refusals").equals(0));
    redcap.forget();
    awaitDone();
    assertAllocated("R-TOKEN");
  }

  @Test
  @Tag("R03")
  void what_waits_in_the_queue_is_done_later_by_whoever_is_there() throws Exception {
    destination("pause");
    save("R-LATER");
    trigger("R-LATER");
    trigger("R-LATER");
    assertThat(items())
        .singleElement()
        .satisfies(one -> assertThat(one).containsEntry("lane", "R-LATER"));
    assertThat(redcap.calls()).isEmpty();
    destination("resume");
    awaitDone();

    assertAllocated("R-LATER");
  }

  @Test
  @Tag("R03")
  void another_arm_in_the_fields_is_never_overwritten() throws Exception {
    save("R-OTHER");
    trigger("R-OTHER");
    awaitDone();
    String right = held("R-OTHER", "rand_arm");
    String wrong = right.equals("1") ? "2" : "1";
    redcap.record(TOKEN, "R-OTHER").put("rand_arm", wrong);
    trigger("R-OTHER");
    Map<String, Object> dead = awaitDead("R-OTHER");

    assertThat(held("R-OTHER", "rand_arm")).isEqualTo(wrong);
    assertThat(dead.get("problem").toString()).contains("holds an arm or number that");
    assertThat(output)
        .anyMatch(line -> line.startsWith("ERROR") && line.contains("R-OTHER of wlrt"));

    redcap.record(TOKEN, "R-OTHER").put("rand_arm", "");
    replay(dead);
    awaitDone();
    assertThat(held("R-OTHER", "rand_arm")).isEqualTo(right);
    assertThat(redcap.imports("R-OTHER")).hasSize(2);
  }

  @Test
  @Tag("R03")
  void nobody_is_allocated_over_an_arm_that_the_log_does_not_know() throws Exception {
    for (String field : List.of("rand_arm", "rand_number")) {
      String record = "R-UNKNOWN-" + field;
      save(record);
      redcap.record(TOKEN, record).put(field, "1");
      trigger(record);
      awaitDead(record);

      assertThat(entries(trial, record)).isEmpty();
      assertThat(held(record, "rand_verdict")).isEmpty();
      assertThat(held(record, field)).isEqualTo("1");
    }
  }

  @Test
  void the_round_trip_is_measured() throws Exception {
    RoundTrips.of(30, 100, i -> roundTrip("R-TIME-" + i))
        .print("REDCap, from the trigger to the fields");
    assertAllocated("R-TIME-0");
  }

  private void roundTrip(String record) throws InterruptedException {
    save(record);
    Map<String, String> fields = redcap.record(TOKEN, record);
    trigger(record);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!"ALLOCATED".equals(fields.get("rand_verdict"))) {
      assertThat(System.nanoTime()).as("still waiting for " + record).isLessThan(end);
      Thread.sleep(0, 200_000);
    }
  }

  @Test
  void the_documented_fields_are_rows_of_a_data_dictionary() throws IOException {
    List<String> rows = Redcaps.documented("csv").lines().filter(row -> !row.isBlank()).toList();
    assertThat(rows).hasSize(5);
    for (String row : rows) {
      List<String> cells = List.of(row.strip().replaceAll("^\"|\"$", "").split("\",\"", -1));
      assertThat(cells).hasSize(18);
      assertThat(Redcaps.wlrt().columns()).containsKey(cells.get(0));
      assertThat(cells.get(17)).isEqualTo("@READONLY");
    }
  }

  /** The subject's only entry, which says why there is no more. */
  private static JsonNode onlyRefusal(TrialUnderTest trial, String subject, String problem)
      throws Exception {
    assertThat(types(trial, subject)).containsExactly("ALLOCATION_REFUSED");
    JsonNode entry = entries(trial, subject).get(0);
    assertThat(entry.at("/data/problem").asText()).isEqualTo(problem);
    assertThat(entry.at("/actor/id").asText()).startsWith("redcap:");
    return entry;
  }

  private static List<String> types(TrialUnderTest trial, String subject) throws Exception {
    return entries(trial, subject).stream().map(entry -> entry.path("type").asText()).toList();
  }

  private static List<JsonNode> entries(TrialUnderTest trial, String subject) throws Exception {
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
