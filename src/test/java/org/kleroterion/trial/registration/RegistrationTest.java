package org.kleroterion.trial.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegistrationTest {
  @Inject Trials trials;
  @Inject Registration registration;
  @Inject DataSource database;

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private TrialUnderTest amended(UnaryOperator<String> change) {
    return TrialUnderTest.register(
        change.apply(
            trial
                .protocol()
                .text()
                .replaceFirst(
                    "(?m)^version: 1$", "version: 2\nreason: The committee asked for it")));
  }

  private void allocateOne() {
    trial.allocate("S-1", trial.assessed("S-1", Screenings.eligible())).statusCode(201);
  }

  private String whyRefused() {
    return trials.unserved().get(trial.code());
  }

  private void assertRefused() {
    trial
        .assess("S-2", Screenings.eligible())
        .statusCode(503)
        .body("type", endsWith("/trial-refused"));
    trial.get(Tokens.manager(), "").statusCode(503);
    TrialUnderTest.shipped().get(Tokens.manager(), "").statusCode(200);
  }

  @Test
  void registering_again_changes_nothing() {
    int entries = trial.log().size();

    registration.register(trial.protocol());

    assertThat(trial.log()).hasSize(entries);
    assertThat(trials.unserved()).doesNotContainKey(trial.code());
  }

  @Test
  @Tag("R14")
  void a_changed_criterion_under_a_higher_version_is_an_amendment() {
    String before = trial.assessed("S-1", Screenings.eligible());

    amended(text -> text.replace("age <= 70", "age <= 75"));

    trial.get(Tokens.enroller(), "").statusCode(200).body("version", equalTo(2));
    assertThat(trial.log().get(trial.log().size() - 1))
        .contains("\"PROTOCOL_AMENDED\"", "\"version\":2", "The committee asked for it");
    trial.allocate("S-1", before).statusCode(409).body("type", endsWith("/assessment-superseded"));
    trial
        .assess("S-2", Screenings.eligible().with("age", 73))
        .body("verdict", equalTo("ELIGIBLE"))
        .body("protocolVersion", equalTo(2));
    trial
        .get(Tokens.enroller(), "assessments/" + before)
        .statusCode(200)
        .body("protocolVersion", equalTo(1));
  }

  @Test
  @Tag("R14")
  void the_same_version_with_another_text_refuses_the_trial_and_no_other() {
    TrialUnderTest.register(trial.protocol().text().replace("age <= 70", "age <= 75"));

    assertThat(whyRefused()).contains("differs from the registered version 1", "above 1");
    assertRefused();

    registration.register(trial.protocol());
    trial.get(Tokens.manager(), "").statusCode(200);
  }

  @Test
  @Tag("R14")
  void an_amendment_without_a_reason_is_refused() {
    TrialUnderTest.register(trial.protocol().text().replaceFirst("(?m)^version: 1$", "version: 2"));

    assertThat(whyRefused()).contains("lacks 'reason'");
    assertRefused();
  }

  static Stream<Arguments> schedules() {
    return Stream.of(
        schedule("arms", text -> text.replace("code: WLRT", "code: RADIO")),
        schedule(
            "ratio", text -> text.replace("weight: 2", "weight: 5").replace("[6, 9]", "[6, 12]")),
        schedule("block sizes", text -> text.replace("[6, 9]", "[6]")),
        schedule(
            "level rule", text -> text.replace("metastasis_count <= 2", "metastasis_count < 3")),
        schedule("factors", text -> text.replace("code: receptor", "code: hormone")));
  }

  private static Arguments schedule(String what, UnaryOperator<String> change) {
    return Arguments.of(what, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schedules")
  @Tag("R14")
  void a_changed_schedule_after_the_first_allocation_refuses_the_trial(
      String what, UnaryOperator<String> change) {
    allocateOne();
    assertThat(change.apply(trial.protocol().text()))
        .as(what)
        .isNotEqualTo(trial.protocol().text());

    amended(change);

    assertThat(whyRefused()).contains("after the first allocation");
    assertRefused();
  }

  @Test
  void a_changed_schedule_before_the_first_allocation_is_an_amendment() {
    amended(text -> text.replace("blockSizes: [6, 9]", "blockSizes: [3, 6]"));

    assertThat(trials.unserved()).doesNotContainKey(trial.code());
    allocateOne();
  }

  @Test
  @Tag("R04")
  @Tag("R14")
  void what_the_arms_derive_from_beside_the_key_stands_in_the_log() {
    amended(
        text ->
            text.replace("weight: 2", "weight: 5")
                .replace("blockSizes: [6, 9]", "blockSizes: [6]"));

    assertThat(trial.log().get(0))
        .contains(
            "\"TRIAL_REGISTERED\"",
            "\",\"schedule\":{\"arms\":[{\"code\":\"CONTROL\",\"weight\":1},"
                + "{\"code\":\"WLRT\",\"weight\":2}],\"blockSizes\":[6,9]},\"title\":");
    assertThat(trial.log().get(2))
        .contains(
            "\"PROTOCOL_AMENDED\"",
            "\",\"schedule\":{\"arms\":[{\"code\":\"CONTROL\",\"weight\":1},"
                + "{\"code\":\"WLRT\",\"weight\":5}],\"blockSizes\":[6]},\"reason\":");
  }

  @Test
  @Tag("R14")
  @Tag("R17")
  void an_older_file_leaves_the_newer_version_in_force() {
    amended(text -> text.replace("age <= 70", "age <= 75"));

    registration.register(trial.protocol());

    trial.get(Tokens.enroller(), "").statusCode(200).body("version", equalTo(2));
  }

  @Test
  @Tag("R04")
  @Tag("R15")
  void a_trial_of_another_master_secret_is_refused() throws SQLException {
    allocateOne();
    String commitment = "sha256:" + "ff".repeat(32);
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement("update trial set commitment = ? where code = ?")) {
      update.setString(1, commitment);
      update.setString(2, trial.code());
      assertThat(update.executeUpdate()).isOne();
    }

    registration.register(trial.protocol());

    assertThat(whyRefused()).contains("another master secret", commitment);
    assertRefused();
  }
}
