package org.kleroterion.trial.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.Management;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.TrialRepository;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegistrationTest {
  @Inject TrialTroubles troubles;
  @Inject Registration registration;
  @Inject Registrar registrar;
  @Inject DataSource database;
  @Inject Settings settings;
  @Inject InstallationRepository installations;
  @Inject TrialRepository repository;
  @Inject Transactions transactions;

  @TempDir Path directory;
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

  private String trouble(Kind kind) {
    return troubles.reason(trial.code(), kind).orElse("");
  }

  /** The file is reported and not applied; the trial goes on in its registered version. */
  private void assertNotApplied(String... why) {
    assertThat(trouble(Kind.PROTOCOL_REFUSED)).contains(why).contains("stays in force");
    int entries = trial.log().size();
    trial.get(Tokens.manager(), "").statusCode(200).body("version", equalTo(1));
    trial
        .assess("S-2", Screenings.eligible())
        .statusCode(201)
        .body("verdict", equalTo("ELIGIBLE"))
        .body("protocolVersion", equalTo(1));
    assertThat(trial.log()).hasSize(entries + 1);
    assertThat(Management.metrics())
        .contains(
            "kleroterion_trial_trouble{kind=\"protocol-refused\",trial=\""
                + trial.code()
                + "\"} 1.0");
    Management.readiness()
        .statusCode(200)
        .body(containsString(trial.code()))
        .body(containsString("protocol-refused: "));
  }

  private void assertNotServed(TrialUnderTest refused) {
    refused
        .assess("S-2", Screenings.eligible())
        .statusCode(503)
        .body("type", endsWith("/trial-refused"));
    refused.get(Tokens.manager(), "").statusCode(503);
    TrialUnderTest.as(Tokens.manager())
        .get("/v1/trials")
        .then()
        .statusCode(200)
        .body(not(containsString(refused.code())));
    TrialUnderTest.shipped().get(Tokens.manager(), "").statusCode(200);
  }

  @Test
  void the_shipped_trial_can_be_left_out_and_stays_served_once_it_is_registered() {
    assertThat(ProtocolFiles.read(true, Optional.empty()).protocols())
        .extracting(Protocol::trial)
        .containsExactly("wlrt-obc");
    assertThat(ProtocolFiles.read(false, Optional.empty()).protocols()).isEmpty();

    registrar(true).register();
    TrialUnderTest.as(Tokens.manager()).get("/v1/trials/wlrt-obc").then().statusCode(200);
    registrar(false).register();
    TrialUnderTest.as(Tokens.manager()).get("/v1/trials/wlrt-obc").then().statusCode(200);
    assertThat(troubles.all()).doesNotContainKey("wlrt-obc");
  }

  @Test
  void a_file_in_the_directory_is_registered_even_if_the_shipped_one_is_left_out(
      @TempDir Path directory) throws IOException {
    Files.write(directory.resolve("wlrt.yaml"), Protocols.bytes("wlrt-obc.yaml"));
    assertThat(ProtocolFiles.read(false, Optional.of(directory)).protocols())
        .extracting(Protocol::trial)
        .containsExactly("wlrt-obc");
  }

  private Registrar registrar(boolean shipped) {
    Settings changed =
        (Settings)
            Proxy.newProxyInstance(
                Settings.class.getClassLoader(),
                new Class<?>[] {Settings.class},
                (proxy, method, arguments) ->
                    method.getName().equals("shippedTrial")
                        ? shipped
                        : method.invoke(settings, arguments));
    return new Registrar(changed, installations, repository, registration, troubles, transactions);
  }

  @Test
  void registering_again_changes_nothing() {
    int entries = trial.log().size();

    registration.register(trial.protocol());

    assertThat(trial.log()).hasSize(entries);
    assertThat(troubles.all()).doesNotContainKey(trial.code());
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
  void the_same_version_with_another_text_is_not_applied() {
    TrialUnderTest.register(trial.protocol().text().replace("age <= 70", "age <= 75"));

    assertNotApplied("differs from the registered version 1", "above 1");
    trial
        .assess("S-3", Screenings.eligible().with("age", 73))
        .body("verdict", equalTo("INELIGIBLE"));

    registration.register(trial.protocol());
    assertThat(troubles.all()).doesNotContainKey(trial.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r"})
  void a_file_that_differs_in_its_line_ends_alone_is_not_applied(String end) {
    String text = trial.protocol().text().replace("\n", end);

    TrialUnderTest file = TrialUnderTest.register(text);

    assertNotApplied("in its line ends alone", file.protocol().sha256(), trial.protocol().sha256());
    assertThat(file.protocol().sha256()).isNotEqualTo(trial.protocol().sha256());
  }

  @Test
  @Tag("R14")
  void an_amendment_without_a_reason_is_not_applied() {
    TrialUnderTest.register(trial.protocol().text().replaceFirst("(?m)^version: 1$", "version: 2"));

    assertNotApplied("lacks 'reason'");
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
  void a_changed_schedule_after_the_first_allocation_is_not_applied(
      String what, UnaryOperator<String> change) {
    allocateOne();
    assertThat(change.apply(trial.protocol().text()))
        .as(what)
        .isNotEqualTo(trial.protocol().text());

    amended(change);

    assertNotApplied("after the first allocation");
  }

  @Test
  void a_changed_schedule_before_the_first_allocation_is_an_amendment() {
    amended(text -> text.replace("blockSizes: [6, 9]", "blockSizes: [3, 6]"));

    assertThat(troubles.all()).doesNotContainKey(trial.code());
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
    alter("update trial set commitment = '" + commitment + "' where code = ?");

    registration.register(trial.protocol());

    assertThat(trouble(Kind.SECRET_MISMATCH)).contains("another master secret", commitment);
    assertNotServed(trial);
  }

  @Test
  @Tag("R04")
  void a_registered_protocol_that_cannot_be_read_stops_its_trial_alone() throws SQLException {
    alter("update trial set version = 7 where code = ?");

    assertThat(registration.serveRegistered(trial.code())).isFalse();

    assertThat(trouble(Kind.PROTOCOL_UNREADABLE))
        .isEqualTo("version 7 of its protocol is in force but not in the database");
    assertNotServed(trial);

    alter("update trial set version = 1 where code = ?");
    registration.register(trial.protocol());
    trial.get(Tokens.manager(), "").statusCode(200);
    assertThat(troubles.all()).doesNotContainKey(trial.code());
  }

  // ---- Files that are faulty.

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("bad YAML", text -> text + "\nx: [", "wrong.yaml:"),
        fault("a bad rule", text -> text.replace("ecog >= 0", "ecgo >= 0"), "Did you mean `ecog`?"),
        fault("a missing member", text -> text.replaceFirst("(?m)^title:.*$", ""), "title"),
        fault("a bad version", text -> text.replace("version: 1", "version: one"), "version"),
        fault(
            "a code in quotes",
            text -> text.replaceFirst("trial: (\\S+)", "trial: '$1' # x") + "\ny: 1",
            "`y`"),
        fault("line ends of Windows", text -> text.replace("\n", "\r\n") + "\r\ny: 1", "`y`"),
        fault("a tab", text -> text + "\n\tx: 1", "wrong.yaml:"));
  }

  private static Arguments fault(String what, UnaryOperator<String> change, String found) {
    return Arguments.of(what, change, found);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  /** As a start does it, with these files and the protocol that ships. */
  private void start() {
    registrar.register(ProtocolFiles.read(true, Optional.of(directory)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @Tag("R14")
  void a_faulty_amendment_leaves_the_registered_version_in_force(
      String what, UnaryOperator<String> change, String found) throws IOException {
    Path wrong = file("wrong.yaml", change.apply(trial.protocol().text()));
    TrialUnderTest another = another("another.yaml");

    start();

    assertNotApplied("wrong.yaml", found);
    another.get(Tokens.manager(), "").statusCode(200);

    Files.writeString(wrong, trial.protocol().text());
    start();
    assertThat(troubles.all()).doesNotContainKey(trial.code());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @Tag("R14")
  void a_faulty_file_of_a_new_trial_is_reported_and_registers_nothing(
      String what, UnaryOperator<String> change, String found) throws IOException {
    String code = "n-" + UUID.randomUUID().toString().substring(0, 13);
    String text = trial.protocol().text().replace("trial: " + trial.code(), "trial: " + code);
    Path wrong = file("wrong.yaml", change.apply(text));
    TrialUnderTest another = another("another.yaml");

    start();

    assertThat(troubles.reason(code, Kind.PROTOCOL_REFUSED).orElseThrow())
        .contains("wrong.yaml", "the trial is not registered", found);
    TrialUnderTest.as(Tokens.manager())
        .get("/v1/trials/" + code)
        .then()
        .statusCode(503)
        .body("type", endsWith("/trial-refused"));
    another.get(Tokens.manager(), "").statusCode(200);

    Files.writeString(wrong, text);
    start();
    TrialUnderTest.as(Tokens.manager()).get("/v1/trials/" + code).then().statusCode(200);
    assertThat(troubles.all()).doesNotContainKey(code);
  }

  private TrialUnderTest another(String name) throws IOException {
    TrialUnderTest another = TrialUnderTest.registered("protocols/wlrt-obc.yaml", text -> text);
    file(name, another.protocol().text());
    return another;
  }

  @Test
  @Tag("R14")
  void two_files_of_one_trial_leave_the_registered_version_in_force() throws IOException {
    file("a.yaml", trial.protocol().text());
    file(
        "b.yaml",
        trial.protocol().text().replaceFirst("(?m)^version: 1$", "version: 2\nreason: More"));

    start();

    assertNotApplied("b.yaml", "is also defined in", "a.yaml", "Remove one of the two files");
  }

  @Test
  @Tag("R14")
  void a_file_that_does_not_say_its_trial_concerns_no_trial() throws IOException {
    file("no-trial.yaml", "title: A trial without a code\n");
    Files.createDirectory(directory.resolve("a-directory.yaml"));

    start();

    assertThat(troubles.reason(ProtocolFiles.UNKNOWN, Kind.PROTOCOL_REFUSED).orElseThrow())
        .contains("no-trial.yaml", "a-directory.yaml: cannot be read");
    trial.get(Tokens.manager(), "").statusCode(200);
    troubles.end(ProtocolFiles.UNKNOWN, Kind.PROTOCOL_REFUSED);
  }

  private void alter(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, trial.code());
      assertThat(update.executeUpdate()).isOne();
    }
  }
}
