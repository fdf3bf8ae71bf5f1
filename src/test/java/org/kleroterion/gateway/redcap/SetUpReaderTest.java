package org.kleroterion.gateway.redcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.gateway.ServedTrials.Served;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.trial.protocol.Dictionary;
import org.kleroterion.trial.protocol.Protocols;

/** What an operator may set for REDCap; with anything wrong, the service does not start. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SetUpReaderTest {
  private static final String PREFIX = "kleroterion.redcap.";
  private static final String SECRET = "0123456789-0123456789-0123456789";
  private static final String TOKEN = "0123456789abcdef0123456789ABCDEF";

  @TempDir Path mappings;
  private final Map<String, String> settings = new HashMap<>();
  private String protocol = "";

  @BeforeEach
  void sound() throws IOException {
    protocol = Redcaps.protocol("wlrt-obc", "");
    settings.put(PREFIX + "mappings", mappings.toString());
    project(0, "wlrt");
    map(Redcaps.documentedMapping());
  }

  private void project(int i, String name) {
    String prefix = PREFIX + "projects[" + i + "].";
    settings.put(prefix + "name", name);
    settings.put(prefix + "project-id", "17");
    settings.put(prefix + "api-url", "https://redcap.test/api/");
    settings.put(prefix + "token", TOKEN);
    settings.put(prefix + "secret", SECRET);
  }

  @Test
  void what_the_documentation_shows_is_sound() {
    Project project = read().get("wlrt");

    assertThat(project.mapping().questions()).hasSize(22);
    assertThat(project.mapping().columns()).hasSize(29);
    assertThat(project.mapping().fields()).hasSize(28).doesNotContain(ProjectMapping.GROUP);
    assertThat(project.caller().sites().codes()).containsExactlyInAnyOrder("cams", "pumch");
    assertThat(project.destination()).isEqualTo("redcap.wlrt");
    assertThat(project.secret().is(SECRET)).isTrue();
    assertThat(project.secret().is(SECRET + "x")).isFalse();
    assertThat(project.toString()).doesNotContain(SECRET, TOKEN);
  }

  @Test
  void secrets_may_stand_in_files() throws IOException {
    for (String secret : List.of("token", "secret")) {
      String value = settings.remove(PREFIX + "projects[0]." + secret);
      Path file = Files.writeString(mappings.resolve(secret), value + "\n");
      settings.put(PREFIX + "projects[0]." + secret + "-file", file.toString());
    }
    assertThat(read().get("wlrt").secret().is(SECRET)).isTrue();
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        Arguments.of("projects[0].name", "Wlrt", "projects[0].name must be"),
        Arguments.of("projects[0].name", "../wlrt", "projects[0].name must be"),
        Arguments.of("projects[0].name", "other", "other.yaml: cannot be read"),
        Arguments.of("projects[0].project-id", "0", "the number that REDCap gave"),
        Arguments.of("projects[0].api-url", "ftp://redcap.test/", "needs a URL"),
        Arguments.of("projects[0].api-url", "https://a:b@redcap.test/", "needs a URL"),
        Arguments.of("projects[0].token", "secret", "must be an API token"),
        Arguments.of("projects[0].token", "", "set either token-file or token"),
        Arguments.of("projects[0].token-file", "x", "set either token-file or token"),
        Arguments.of("projects[0].secret", "short", "must have 32 to 128"),
        Arguments.of("projects[0].secret", "x/".repeat(20), "must have 32 to 128"),
        Arguments.of("projects[0].secret-file", "x", "set either secret-file or secret"),
        Arguments.of("mappings", "", "set kleroterion.redcap.mappings"));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  @Tag("R15")
  void a_wrong_setting_stops_the_start(String setting, String value, String reason) {
    settings.put(PREFIX + setting, value);

    assertThat(refused()).contains(reason).doesNotContain(TOKEN, SECRET);
  }

  @Test
  @Tag("R15")
  void two_projects_of_one_name_or_of_one_site_stop_the_start() throws IOException {
    project(1, "wlrt");
    project(2, "north");
    Files.writeString(
        mappings.resolve("north.yaml"),
        Redcaps.documentedMapping().replace("{cams: cams, pumch: pumch}", "{x: pumch}"));

    assertThat(refused())
        .contains("projects[1].name: another project is called wlrt")
        .contains("projects[1]: another project is of a site");
    project(1, "north");
    assertThat(refused()).contains("projects[1]: another project is of a site");
    settings.keySet().removeIf(setting -> setting.contains("projects[2]"));
    Files.writeString(
        mappings.resolve("north.yaml"),
        Redcaps.documentedMapping().replace("{cams: cams, pumch: pumch}", "{x: added}"));
    assertThat(read()).hasSize(2);
  }

  static Stream<Arguments> wrongMappings() {
    String age = "{variable: age, field: age, number: true}";
    return Stream.of(
        Arguments.of("trial: wlrt-obc", "trial: nowhere", ":1: trial: No trial `nowhere`"),
        Arguments.of("record: record_id\n", "", "record: It is missing"),
        Arguments.of("record: record_id", "record: Record ID", "is not a name in REDCap"),
        Arguments.of("instrument: randomization\n", "", "complete: There is no `instrument`"),
        Arguments.of("complete: true", "complete: 2", "is not allowed here"),
        Arguments.of("complete: true", "event: Visit 1", "is not a name in REDCap"),
        Arguments.of("site: redcap_data_access_group\n", "", "site: It is missing"),
        Arguments.of("pumch: pumch", "pumch: atlantis", "not a site of the trial"),
        Arguments.of("sites: {cams: cams, pumch: pumch}\n", "", "sites: It is missing"),
        Arguments.of("variable: age", "variable: aeg", "has no such variable"),
        Arguments.of("variable: sex", "variable: age", "`age` is asked twice"),
        Arguments.of("  - " + age + "\n", "", "is asked about age."),
        Arguments.of(age, "{variable: age, number: true}", "field: It is missing"),
        Arguments.of(age, "{variable: age, field: age}", "There must be one of `values`"),
        Arguments.of(age, "{variable: age, field: age, number: yes}", "is not allowed here"),
        Arguments.of(
            age, "{variable: age, years: {from: a, to: b}, number: true}", "There must be one of"),
        Arguments.of(
            age, "{variable: age, field: age, years: {from: a, to: b}}", "Two dates have two"),
        Arguments.of(age, "{variable: age, years: {from: a}}", "years.to: It is missing"),
        Arguments.of(age, "{variable: age, years: [a, b]}", "It must be a mapping"),
        Arguments.of(
            "sex, values: {\"1\": female, \"2\": male}", "sex, number: true", "is not a number"),
        Arguments.of("\"2\": male", "2: male", "does not read `2` as text"),
        Arguments.of("\"2\": male", "\"2\": men", "not a value of `sex`"),
        Arguments.of("arms: {CONTROL: \"1\", ", "arms: {", "every arm of the protocol"),
        Arguments.of("WLRT: \"2\"", "WLRT: \"1\"", "each with another code"),
        Arguments.of("  verdict: rand_verdict\n", "", "verdict: It is missing"),
        Arguments.of("reason: rand_reason", "reason: age", "`age` is here for two things"),
        Arguments.of("reason: rand_reason", "reason: rand_arm", "is here for two things"),
        Arguments.of("results:", "result:", "no member `result`"));
  }

  @ParameterizedTest
  @MethodSource("wrongMappings")
  @Tag("R15")
  void a_wrong_mapping_stops_the_start(String right, String wrong, String reason)
      throws IOException {
    String text = Redcaps.documentedMapping();
    assertThat(text).contains(right);
    map(text.replace(right, wrong));

    assertThat(refused()).contains("wlrt.yaml:", reason);
  }

  @ParameterizedTest
  @CsvSource({"-99, -99", "999, 999", "999.00, 999"})
  @Tag("R01")
  void a_code_for_a_missing_value_is_refused_as_in_v1(String answer, String code)
      throws IOException {
    ProjectMapping mapping = read().get("wlrt").mapping();
    Dictionary dictionary =
        Protocols.read(Protocols.withMissingCodes(Redcaps.protocol("wlrt-obc", ""))).dictionary();
    Map<String, String> row = Redcaps.eligible();
    row.put("life_expectancy_months", answer);

    InvalidRequest refused =
        catchThrowableOfType(
            InvalidRequest.class,
            () ->
                new SubjectRecord(mapping, row, new Trigger("R-1", "li"), false)
                    .screening(dictionary));

    assertThat(refused.violations())
        .containsExactly(
            new Violation(
                "/life_expectancy_months",
                code + " stands for a missing value in this variable: leave the variable out."));
  }

  @Test
  @Tag("R15")
  void a_mapping_to_a_code_for_a_missing_value_stops_the_start() throws IOException {
    protocol = Protocols.withMissingCodes(Redcaps.protocol("wlrt-obc", ""));
    map(
        Redcaps.documentedMapping()
            .replace(
                "field: life_expectancy_months, number: true",
                "field: life_expectancy_months, values: {\"1\": 24, unknown: 999}"));

    assertThat(refused())
        .contains("not a value of `life_expectancy_months`", "999 stands for a missing value");
  }

  @Test
  @Tag("R15")
  void results_need_an_arm_or_a_number_and_everything_wrong_is_said_at_once() throws IOException {
    map(
        Redcaps.documentedMapping()
            .replace("  arm: rand_arm\n", "")
            .replace("  number: rand_number\n", "")
            .replace("pumch: pumch", "pumch: atlantis"));
    settings.put(PREFIX + "projects[0].secret", "short");

    assertThat(refused())
        .contains("neither `arm` nor `number`", "not a site of the trial", "must have 32 to 128");
  }

  @Test
  void a_mapping_for_an_amendment_that_is_not_applied_does_not_stop_the_start() throws IOException {
    map(Redcaps.documentedMapping().replace("pumch: pumch", "pumch: atlantis"));

    assertThat(refused()).contains("not a site of the trial");
    assertThat(read(trial -> trial.equals("wlrt-obc"))).isEmpty();

    map(Redcaps.documentedMapping());
    assertThat(read(trial -> trial.equals("wlrt-obc"))).containsKey("wlrt");
  }

  private void map(String text) throws IOException {
    Files.writeString(mappings.resolve("wlrt.yaml"), text);
  }

  private String refused() {
    return catchThrowableOfType(StartRefused.class, this::read).getMessage();
  }

  private Map<String, Project> read() {
    return read(trial -> false);
  }

  private Map<String, Project> read(Predicate<String> inTrouble) {
    RedcapSettings given =
        new SmallRyeConfigBuilder()
            .withMapping(RedcapSettings.class, "kleroterion.redcap")
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .build()
            .getConfigMapping(RedcapSettings.class, "kleroterion.redcap");
    return new SetUpReader(given, Duration.ofSeconds(1), this::served, inTrouble).read();
  }

  private Optional<Served> served(String trial) {
    return Optional.of(new Served(Protocols.read(protocol), Set.of("cams", "pumch", "added")))
        .filter(served -> trial.equals("wlrt-obc"));
  }
}
