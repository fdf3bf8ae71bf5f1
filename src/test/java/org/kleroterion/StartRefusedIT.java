package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged service does not start as it must not, and tells its operator plainly why. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StartRefusedIT {
  @TempDir Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();

  @Test
  @Tag("R15")
  void without_configuration_it_says_everything_that_must_be_set(TestInfo test) throws Exception {
    Finished start = start(test, List.of());

    assertThat(start.exit()).as(start.output()).isEqualTo(1);
    assertThat(start.output())
        .contains(
            "kleroterion.master-secret-file",
            "kleroterion.token.issuer",
            "kleroterion.token.audience",
            "kleroterion.token.keys",
            "kleroterion.log.origin");
  }

  @Test
  @Tag("postgresql")
  @Tag("R15")
  void without_a_database_it_says_that_too(TestInfo test) throws Exception {
    environment.put("KLEROTERION_DATABASE_URL", "");

    Finished start = start(test, List.of());

    assertThat(start.exit()).as(start.output()).isEqualTo(1);
    assertThat(start.output()).contains("kleroterion.database.url", "kleroterion.token.issuer");
  }

  @Test
  @Tag("R09")
  void an_owner_without_a_password_is_refused(TestInfo test) throws Exception {
    environment.put("KLEROTERION_DATABASE_OWNER", "kleroterion_owner");
    environment.put("KLEROTERION_DATABASE_OWNER_PASSWORD", "");

    Finished start = start(test, List.of(), "evaluate");

    assertThat(start.exit()).as(start.output()).isEqualTo(1);
    assertThat(start.output()).contains("KLEROTERION_DATABASE_OWNER_PASSWORD");
  }

  @Test
  @Tag("R15")
  void evaluation_is_impossible_in_the_profile_of_production(TestInfo test) throws Exception {
    environment.put("QUARKUS_PROFILE", "prod");

    Finished start = start(test, List.of(), "evaluate");

    assertThat(start.exit()).as(start.output()).isEqualTo(2);
    assertThat(start.output()).contains("QUARKUS_PROFILE is 'prod'");
    assertThat(data()).as("the secrets of evaluation").doesNotExist();
  }

  @Test
  @Tag("R15")
  void a_database_made_in_evaluation_never_serves_production(TestInfo test) throws Exception {
    RunningService.evaluate(data(), output(test, "-evaluation")).close();

    Finished start =
        start(
            test,
            List.of(
                "-Dkleroterion.master-secret-file=" + data().resolve("master-secret"),
                "-Dkleroterion.token.issuer=https://id.hospital.example",
                "-Dkleroterion.token.audience=kleroterion",
                "-Dkleroterion.token.keys=" + data().resolve("token-key.pub.pem").toUri(),
                "-Dkleroterion.log.origin=randomize.hospital.example"));

    assertThat(start.exit()).as(start.output()).isEqualTo(1);
    assertThat(start.output()).contains("was made in EVALUATION mode");
  }

  @Test
  @Tag("R09")
  void a_witness_whose_key_is_none_is_refused(TestInfo test) throws Exception {
    Finished start =
        start(
            test,
            List.of(
                "-Dkleroterion.log.witnesses[0].url=https://witness.example.org",
                "-Dkleroterion.log.witnesses[0].key=witness.example.org+1234abcd+nonsense"),
            "evaluate");

    assertThat(start.exit()).as(start.output()).isEqualTo(1);
    assertThat(start.output()).contains("kleroterion.log.witnesses[0] is wrong", "nonsense");
  }

  @Test
  @Tag("R14")
  void a_wrong_protocol_is_refused_with_every_fault_and_its_line(TestInfo test) throws Exception {
    String shipped = Files.readString(Path.of("src/main/resources/protocols/wlrt-obc.yaml"));
    Path wrong = Files.createDirectory(directory.resolve("protocols")).resolve("wrong.yaml");
    String text =
        shipped
            .replace("trial: wlrt-obc", "trial: wrong")
            .replace("weight: 2", "weight: 0")
            .replace("ecog >= 0", "ecgo >= 0");
    Files.writeString(wrong, text);

    Finished start =
        start(test, List.of("-Dkleroterion.protocols=" + wrong.getParent()), "evaluate");

    assertThat(start.exit()).as(start.output()).isEqualTo(1);
    assertThat(start.output())
        .contains(
            wrong + ":" + line(text, "weight: 0") + ": arms[1].weight",
            wrong + ":" + line(text, "ecgo >= 0") + ": criteria[2].rule",
            "Did you mean `ecog`?");
  }

  @Test
  @Tag("R14")
  void a_misspelt_setting_is_refused_by_its_name(TestInfo test) throws Exception {
    Finished start = start(test, List.of("-Dkleroterion.protocol=/x"), "evaluate");

    assertThat(start.exit()).as(start.output()).isEqualTo(1);
    assertThat(start.output()).contains("kleroterion.protocol in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUARKUS_HTTP_PORT", "QUARKUS_MANAGEMENT_PORT"})
  void a_port_that_is_in_use_names_the_setting(String setting, TestInfo test) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put(setting, Integer.toString(other.getLocalPort()));

      Finished start = start(test, List.of(), "evaluate");

      assertThat(start.exit()).as(start.output()).isEqualTo(1);
      assertThat(start.output())
          .contains("Port %d is in use by another program.".formatted(other.getLocalPort()))
          .containsPattern(setting + "=\\d+ src/evaluation/start")
          .doesNotContain("kill");
    }
  }

  private Finished start(TestInfo test, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    RunningService.environment(data()).forEach(environment::putIfAbsent);
    // What a test wants to be missing.
    environment.values().removeIf(String::isEmpty);
    environment.putIfAbsent("QUARKUS_HTTP_PORT", "0");
    environment.putIfAbsent("QUARKUS_MANAGEMENT_PORT", "0");
    Finished start =
        Finished.of(output(test, ""), environment, RunningService.jar(options, arguments));
    assertThat(start.output())
        .as("a reason, not a stack trace")
        .doesNotContain("\tat ")
        .doesNotContain("Listening on");
    return start;
  }

  private Path data() {
    return directory.resolve("data");
  }

  private static Path output(TestInfo test, String suffix) {
    return Path.of(
        "target", "start-refused", test.getTestMethod().orElseThrow().getName() + suffix + ".log");
  }

  /** The 1-based line that has this text. */
  private static int line(String text, String part) {
    return (int) text.substring(0, text.indexOf(part)).chars().filter(c -> c == '\n').count() + 1;
  }
}
