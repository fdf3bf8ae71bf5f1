package org.kleroterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.kleroterion.RunningService.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises a newcomer: one command, three lines to paste, a file of subjects. */
@Tag("any-database")
// The start makes the package of H2, also in the middle of the tests of another one.
@Tag("h2")
@Needs(program = "curl", debian = "curl")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FirstMinuteIT {
  private static final Path OUTPUT = Path.of("target", "first-minute");

  @TempDir static Path directory;
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    service =
        RunningService.start(
            directory.resolve("data"),
            OUTPUT.resolve("start.log"),
            List.of("src/evaluation/start"));
    await().until(() -> service.output().contains("Ctrl-C"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (service != null) {
      service.close();
    }
  }

  @Test
  @Tag("R19")
  void the_start_takes_what_is_built_and_uses_a_class_archive() throws Exception {
    assertThat(service.output()).doesNotContain("start: building");

    String[] arguments =
        ProcessHandle.of(service.pid()).orElseThrow().info().arguments().orElseThrow();

    Path archive =
        Path.of(
            Stream.of(arguments)
                .filter(argument -> argument.matches("-XX:(SharedArchiveFile|AOTCache)=.*"))
                .map(argument -> argument.substring(argument.indexOf('=') + 1))
                .findFirst()
                .orElseThrow());
    assertThat(archive).isNotEmptyFile();
  }

  @Test
  @Tag("R19")
  void the_three_lines_to_paste_show_the_trial_and_assess_and_allocate_a_subject()
      throws Exception {
    List<String> lines = banner("curl ");
    assertThat(lines).hasSize(3);

    JsonNode trial = pasted("trial", lines.get(0));
    assertThat(trial.path("trial").asText()).isEqualTo("wlrt-obc");
    assertThat(trial.path("status").asText()).isEqualTo("OPEN");
    assertThat(trial.path("criteria")).hasSize(17);

    JsonNode assessment = pasted("assess", lines.get(1));
    assertThat(assessment.path("verdict").asText()).isEqualTo("ELIGIBLE");

    JsonNode allocation = pasted("allocate", lines.get(2));
    assertThat(allocation.at("/arm/code").asText()).isIn("CONTROL", "WLRT");
    assertThat(allocation.path("assessment")).isEqualTo(assessment.path("id"));
    assertThat(pasted("again", lines.get(2))).isEqualTo(allocation);
  }

  @Test
  @Tag("R01")
  @Tag("R19")
  void the_file_of_subjects_reaches_every_verdict_stratum_and_criterion() throws Exception {
    // The service has ports of its own, and the line says nothing of them.
    List<String> lines = banner("KLEROTERION_DATA_DIRECTORY=");
    assertThat(lines).hasSize(1);

    Finished feed = Finished.of(OUTPUT.resolve("feed.log"), List.of("bash", "-c", lines.get(0)));

    assertThat(feed.exit()).as(feed.output()).isZero();
    assertThat(feed.output().lines().filter(line -> line.matches("WLRT-\\d{3} .*"))).hasSize(72);
    assertThat(feed.output())
        .containsPattern("(?m)^ELIGIBLE +43$")
        .containsPattern("(?m)^INELIGIBLE +27$")
        .containsPattern("(?m)^INCOMPLETE +2$")
        .containsPattern("(?m)^all +72$");
    assertThat(feed.output().lines().filter(line -> line.startsWith("visceral=")))
        .extracting(line -> line.split(" ")[0])
        .containsExactlyInAnyOrderElementsOf(strata());
    assertThat(outcomes("NOT_MET")).isEqualTo(outcomes("MET")).hasSize(17);
  }

  @Test
  @Tag("R12")
  @Tag("R19")
  void the_auditors_commands_in_the_readme_export_the_log_and_prove_it() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String start = "```sh\ncurl";
    assertThat(readme).containsOnlyOnce(start);
    String commands = readme.substring(readme.indexOf(start) + "```sh\n".length());
    commands =
        commands
            .substring(0, commands.indexOf("```"))
            .replace("data/tokens", directory.resolve("data").resolve("tokens").toString())
            .replace("http://localhost:8080", service.api())
            .replace(
                "audit/Verify.java", Path.of("audit", "Verify.java").toAbsolutePath().toString());

    Finished audit =
        Finished.of(
            OUTPUT.resolve("audit.log"),
            List.of("bash", "-ec", "cd " + directory + "\n" + commands));

    assertThat(audit.exit()).as(audit.output()).isZero();
  }

  private static List<String> strata() {
    return List.of("yes", "no").stream()
        .flatMap(
            visceral ->
                List.of("1-2", "3-5").stream()
                    .flatMap(
                        metastases ->
                            List.of("positive", "negative").stream()
                                .map(
                                    receptor ->
                                        "visceral=%s,metastases=%s,receptor=%s"
                                            .formatted(visceral, metastases, receptor))))
        .toList();
  }

  /** The criteria that had this outcome in some assessment. */
  private static Set<String> outcomes(String outcome) throws Exception {
    Set<String> criteria = new TreeSet<>();
    for (JsonNode assessment : service.list("auditor", "assessments")) {
      for (JsonNode criterion : assessment.path("criteria")) {
        if (criterion.path("outcome").asText().equals(outcome)) {
          criteria.add(criterion.path("id").asText());
        }
      }
    }
    return criteria;
  }

  private static List<String> banner(String start) throws Exception {
    return service.output().lines().filter(line -> line.startsWith(start)).toList();
  }

  /** What the line prints when it is pasted where the banner says. */
  private static JsonNode pasted(String name, String line) throws Exception {
    assertThat(service.output())
        .contains("Paste in another terminal, in " + Path.of("").toAbsolutePath());
    Finished curl = Finished.of(OUTPUT.resolve(name + ".log"), List.of("bash", "-c", line));
    assertThat(curl.exit()).as(curl.output()).isZero();
    return JSON.readTree(curl.output());
  }
}
