package org.kleroterion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.evaluation.Evaluation;
import org.kleroterion.evaluation.TokenCommand;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void help_names_every_command() throws InterruptedException {
    for (String help : List.of("help", "--help", "-h")) {
      out.reset();
      assertThat(run(help)).isZero();
      assertThat(out.toString(UTF_8))
          .contains("evaluate", "token ROLE", "feed FILE", "check FILE", "(none)");
    }
  }

  @Test
  void what_is_no_command_gets_the_help_and_2() throws InterruptedException {
    for (List<String> unknown : List.of(List.of("evaluat"), List.of("evaluate", "now"))) {
      err.reset();
      assertThat(run(unknown.toArray(String[]::new))).isEqualTo(2);
      assertThat(err.toString(UTF_8))
          .startsWith("kleroterion: unknown command or arguments: " + String.join(" ", unknown))
          .contains("token ROLE");
    }
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void the_token_command_prints_a_token_and_nothing_else(@TempDir Path directory) {
    Path data = directory.resolve("data");
    Evaluation.prepare(data);
    TokenCommand command = new TokenCommand(print(out), print(err));
    assertThat(command.run(List.of("edc", "--site", "pumch", "--site", "wuhan"), data)).isZero();
    assertThat(out.toString(UTF_8)).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\\R");
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(command.run(List.of("edc", "--site"), data)).isEqualTo(2);
    assertThat(command.run(List.of(), data)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("usage: token ROLE");
  }

  @Test
  void the_check_command_tells_faults_and_warnings(@TempDir Path directory) throws Exception {
    String right =
        """
        trial: drain
        version: 1
        title: Early against late removal of the drain
        arms: [{code: EARLY, label: Day 1, weight: 1}, {code: LATE, label: Day 5, weight: 1}]
        blockSizes: [2, 4]
        variables:
          - {name: millilitres, type: number, label: Volume, minimum: 0}
        criteria:
          - {id: VOLUME, kind: inclusion, text: At most 50 mL, rule: millilitres <= 50}
        sites: []
        """;
    String sound = Files.writeString(directory.resolve("sound.yaml"), right).toString();
    String faulty =
        Files.writeString(directory.resolve("faulty.yaml"), right.replace("[2, 4]", "[3]"))
            .toString();

    assertThat(run("check", sound)).isZero();
    assertThat(out.toString(UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("warning: " + sound + ":7: variables[0].maximum: ")
                    .contains("`millilitres` has no maximum"),
            line -> assertThat(line).startsWith(sound + ": no faults. Trial drain, version 1, "));
    assertThat(err.toString(UTF_8)).isEmpty();

    assertThat(run("check", faulty, sound, directory.resolve("none.yaml").toString())).isOne();
    assertThat(err.toString(UTF_8).lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("fault: " + faulty + ":5: blockSizes[0]: "),
            line -> assertThat(line).contains("none.yaml: cannot be read"));
    assertThat(run("check")).isEqualTo(2);
    assertThat(run("check", "--help")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("usage: check FILE...");
  }

  private int run(String... arguments) throws InterruptedException {
    return Main.run(List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, UTF_8);
  }
}
