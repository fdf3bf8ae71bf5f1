package org.kleroterion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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
      assertThat(out.toString(UTF_8)).contains("evaluate", "token ROLE", "feed FILE", "(none)");
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

  private int run(String... arguments) throws InterruptedException {
    return Main.run(List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, UTF_8);
  }
}
