package org.kleroterion.gateway.openclinica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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

/** What an operator may set for the gateway; with anything wrong, the service does not start. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SetUpReaderTest {
  private static final String PREFIX = "kleroterion.openclinica.";

  private static final Map<String, String> DELIVERIES =
      Map.of(
          "kleroterion.deliveries.every", "1S",
          "kleroterion.deliveries.claim", "60S",
          "kleroterion.deliveries.timeout", "10S",
          "kleroterion.deliveries.tries", "10",
          "kleroterion.deliveries.pause", "5S",
          "kleroterion.deliveries.longest-pause", "900S");

  @TempDir Path mappings;
  private final Map<String, String> settings = new HashMap<>();
  private String protocol = "";

  @BeforeEach
  void sound() throws IOException {
    protocol = OpenClinicas.protocol("wlrt-obc");
    settings.put("kleroterion.data-directory", "data");
    settings.put("kleroterion.log.publish-every", "10S");
    settings.put("kleroterion.log.timeout", "5S");
    settings.put("kleroterion.database.transactions", "1");
    settings.putAll(DELIVERIES);
    settings.put(PREFIX + "mappings", mappings.toString());
    settings.put(PREFIX + "accounts[0].name", "oc-1");
    settings.put(PREFIX + "accounts[0].password-hash", OpenClinicas.hash("secret"));
    settings.put(PREFIX + "accounts[0].trials", "wlrt-obc");
    settings.put(PREFIX + "accounts[0].sites", "*");
    settings.put(PREFIX + "study-sources", "10.0.0.0/8");
    settings.put(PREFIX + "studies[0].study-oid", "S_1");
    settings.put(PREFIX + "studies[0].instance-url", "https://edc.test");
    settings.put(PREFIX + "studies[0].url", "https://randomize.test/openclinica/wlrt-obc");
    settings.put(PREFIX + "studies[0].account", "oc-1");
    settings.put(PREFIX + "studies[0].password", "secret");
    map(OpenClinicas.documentedMapping());
  }

  @Test
  void what_the_documentation_shows_is_sound() {
    SetUpReader.SetUp setUp = read();

    TrialMapping mapping = setUp.mappings().get("wlrt-obc");
    assertThat(mapping.questions()).hasSize(22);
    assertThat(mapping.site("S_PUMCH")).isEqualTo("pumch");
    assertThat(mapping.site("added")).isEqualTo("added");
    assertThat(setUp.accounts()).hasSize(1);
    assertThat(setUp.studies().mayAsk("10.9.8.7")).isTrue();
    assertThat(setUp.studies().mayAsk("11.9.8.7")).isFalse();
    assertThat(setUp.studies().find("S_1", "https://edc.test/")).isPresent();
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        Arguments.of("accounts[0].name", "a:b", "accounts[0].name must be"),
        Arguments.of("accounts[0].password-hash", "secret", "must be a bcrypt hash"),
        Arguments.of(
            "accounts[0].password-hash",
            OpenClinicas.hash("secret").replace("$10$", "$04$"),
            "cost 10 to 19"),
        Arguments.of("accounts[0].trials", "wlrt-obc,nowhere", "about the trial nowhere"),
        Arguments.of("mappings", "/nowhere/at/all", "cannot be read"),
        Arguments.of("study-sources", "10.0.0.1", "is not a network"),
        Arguments.of("study-sources", "edc.test/32", "is not a network"),
        Arguments.of("study-sources", "10.0.0.0/33", "is not a network"),
        Arguments.of("study-sources", "", "no EDC may read this study"),
        Arguments.of("studies[0].account", "oc-2", "no valid account 'oc-2'"),
        Arguments.of("studies[0].password", "Secret", "is not that of the account"),
        Arguments.of("studies[0].password", "", "set either password-file or password"),
        Arguments.of("studies[0].password-file", "x", "set either password-file or password"));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  @Tag("R15")
  void a_wrong_setting_stops_the_start(String setting, String value, String reason) {
    settings.put(PREFIX + setting, value);

    assertThat(refused()).contains(reason);
  }

  @Test
  @Tag("R15")
  void two_accounts_of_one_name_stop_the_start() {
    for (String member : List.of("name", "password-hash", "trials", "sites")) {
      settings.put(
          PREFIX + "accounts[1]." + member, settings.get(PREFIX + "accounts[0]." + member));
    }

    assertThat(refused()).contains("another account is called oc-1");
  }

  static Stream<Arguments> wrongMappings() {
    return Stream.of(
        Arguments.of("trial: wlrt-obc", "trial: nowhere", ":1: trial: No trial `nowhere`"),
        Arguments.of("code: arm", "code: colour", ":2: code: `colour` is not allowed here"),
        Arguments.of("code: arm\n", "", "code: It is missing"),
        Arguments.of("S_CAMS: cams", "S_CAMS: wuhan", "not a site of the trial"),
        Arguments.of("S_CAMS: cams", "1: cams", "does not read `1` as text"),
        Arguments.of("variable: age", "variable: aeg", "has no such variable"),
        Arguments.of("variable: sex", "variable: age", "`age` is asked twice"),
        Arguments.of("  - {variable: age, number: true}\n", "", "is asked about age."),
        Arguments.of("age, number: true", "age", "either `values` or `number: true`"),
        Arguments.of("age, number: true", "age, number: false", "is not allowed here"),
        Arguments.of(
            "sex, values: {\"1\": female, \"2\": male}", "sex, number: true", "is not a number"),
        Arguments.of("\"2\": male", "\"0\": male", "`0` is not a code"),
        Arguments.of("\"2\": male", "2: male", "does not read `2` as text"),
        Arguments.of("\"2\": male", "\" 2\": male", "no spaces around it"),
        Arguments.of("\"2\": male", "\"2\": Male", "not a value of `sex`"),
        Arguments.of("\"6\": 5", "\"6\": 6", "not a value of `ecog`"),
        Arguments.of("\"6\": 5", "\"6\": five", "is not a number"),
        Arguments.of("none: none", "a: none", "`a` is here already"),
        Arguments.of(
            "all_lesions_treatable, values: {\"1\": true",
            "all_lesions_treatable, values: {\"1\": yes",
            "must be true or false"),
        Arguments.of("questions:", "question:", "no member `question`"),
        Arguments.of("questions:\n", "questions: none\nmore:\n", "questions: It must be a list"));
  }

  @ParameterizedTest
  @MethodSource("wrongMappings")
  @Tag("R15")
  void a_wrong_mapping_stops_the_start(String right, String wrong, String reason)
      throws IOException {
    String text = OpenClinicas.documentedMapping();
    assertThat(text).contains(right);
    map(text.replace(right, wrong));

    assertThat(refused()).contains("wlrt-obc.yaml:", reason);
  }

  @ParameterizedTest
  @CsvSource({"-99, -99", "999, 999", "999.00, 999"})
  @Tag("R01")
  void a_code_for_a_missing_value_is_refused_as_in_v1(String answer, String code)
      throws IOException {
    TrialMapping mapping = read().mappings().get("wlrt-obc");
    Dictionary dictionary =
        Protocols.read(Protocols.withMissingCodes(OpenClinicas.protocol("wlrt-obc"))).dictionary();
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    OpenClinicas.eligible("S-1").forEach((field, value) -> form.add(field, value.toString()));
    form.putSingle("question11", answer);

    InvalidRequest refused =
        catchThrowableOfType(
            InvalidRequest.class, () -> new RandomiseForm(form, mapping).screening(dictionary));

    assertThat(refused.violations())
        .containsExactly(
            new Violation(
                "/question11",
                code + " stands for a missing value in this variable: leave the variable out."));
  }

  @Test
  @Tag("R15")
  void a_mapping_to_a_code_for_a_missing_value_stops_the_start() throws IOException {
    protocol = Protocols.withMissingCodes(OpenClinicas.protocol("wlrt-obc"));
    map(
        OpenClinicas.documentedMapping()
            .replace(
                "life_expectancy_months, number: true",
                "life_expectancy_months, values: {\"1\": 24, unknown: 999}"));

    assertThat(refused())
        .contains("not a value of `life_expectancy_months`", "999 stands for a missing value");
  }

  @Test
  @Tag("R15")
  void everything_that_is_wrong_is_said_at_once() throws IOException {
    map(OpenClinicas.documentedMapping().replace("\"2\": male", "\"0\": men"));
    Files.writeString(mappings.resolve("other.yaml"), "trial: [");
    settings.put(PREFIX + "study-sources", "everywhere");

    assertThat(refused())
        .contains("`0` is not a code", "not a value of `sex`", "other.yaml:", "'everywhere'");
  }

  @Test
  @Tag("R15")
  void two_mappings_of_one_trial_stop_the_start() throws IOException {
    Files.writeString(mappings.resolve("x.yaml"), "trial: wlrt-obc\ncode: number\n");

    assertThat(refused()).contains("is in another file too");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, 203.0.113.9, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.17/32, 192.0.2.17, true",
    "192.0.2.17/32, 192.0.2.16, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "0.0.0.0/0, 2001:db8::1, false",
    "0.0.0.0/0, edc.test, false"
  })
  void a_network_is_what_its_bits_say(String network, String peer, boolean included) {
    assertThat(Network.of(network).orElseThrow().includes(peer)).isEqualTo(included);
  }

  // The example of PHP's manual, password_verify.
  @Test
  void a_hash_that_another_program_made_is_understood() {
    Account account =
        new Account(
            "a",
            "$2y$10$.vGA1O9wmRjrwAVXD98HNOgsNpDczlqm3Jq7KnEd1rVAGv3Fykk1a",
            Set.of(),
            Set.of());
    assertThat(account.hasPassword("rasmuslerdorf")).isTrue();
    assertThat(account.hasPassword("rasmuslerdorF")).isFalse();
  }

  @Test
  void bcrypt_would_not_look_at_the_end_of_a_long_password() {
    String longest = "x".repeat(72);
    Account account = new Account("a", OpenClinicas.hash(longest), Set.of(), Set.of());
    assertThat(account.hasPassword(longest)).isTrue();
    assertThat(account.hasPassword(longest + "y")).isFalse();
  }

  @Test
  void a_password_is_remembered_for_its_time_and_its_account() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    RememberedPasswords remembered =
        new RememberedPasswords(new SecureRandom(), Duration.ofNanos(10), now::get);
    assertThat(remembered.knows("a", "secret")).isFalse();
    remembered.remember("a", "secret");

    assertThat(remembered.knows("a", "secret")).isTrue();
    assertThat(remembered.knows("a", "Secret")).isFalse();
    assertThat(remembered.knows("b", "secret")).isFalse();
    now.addAndGet(9);
    assertThat(remembered.knows("a", "secret")).isTrue();
    now.addAndGet(1);
    assertThat(remembered.knows("a", "secret")).isFalse();
  }

  @Test
  void a_mapping_for_an_amendment_that_is_not_applied_does_not_stop_the_start() throws IOException {
    String sound = Files.readString(mappings.resolve("wlrt-obc.yaml"));
    map(sound + "\nnonsense: 1\n");

    assertThat(refused()).contains("nonsense");
    SetUpReader.SetUp setUp = read(trial -> trial.equals("wlrt-obc"));
    assertThat(setUp.mappings()).isEmpty();
    assertThat(setUp.accounts()).isNotEmpty();

    map(sound);
    assertThat(read(trial -> trial.equals("wlrt-obc")).mappings()).containsKey("wlrt-obc");
  }

  private void map(String text) throws IOException {
    Files.writeString(mappings.resolve("wlrt-obc.yaml"), text);
  }

  private String refused() {
    return catchThrowableOfType(StartRefused.class, this::read).getMessage();
  }

  private SetUpReader.SetUp read() {
    return read(trial -> false);
  }

  private SetUpReader.SetUp read(Predicate<String> inTrouble) {
    OpenClinicaSettings given =
        new SmallRyeConfigBuilder()
            .withMapping(OpenClinicaSettings.class)
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .withConverter(Duration.class, 100, text -> Duration.parse("PT" + text))
            .build()
            .getConfigMapping(OpenClinicaSettings.class);
    return new SetUpReader(given, this::served, inTrouble).read();
  }

  private Optional<Served> served(String trial) {
    return Optional.of(new Served(Protocols.read(protocol), Set.of("cams", "pumch", "added")))
        .filter(served -> trial.equals("wlrt-obc"));
  }
}
