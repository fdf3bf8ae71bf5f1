package org.kleroterion.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BannerTest {
  private static final Path HERE = Path.of("/home/eva/kleroterion");

  @Test
  void it_says_plainly_that_this_is_evaluation_and_fits_a_screen() {
    String text = banner("http://127.0.0.1:8080", HERE.resolve("data")).text();
    assertThat(text).contains("EVALUATION MODE - not for real subjects").doesNotContain("{", "}");
    assertThat(text.lines().count()).isLessThan(40);
  }

  @Test
  void its_lines_name_what_is_there() {
    String text = banner("http://127.0.0.1:8080", HERE.resolve("data")).text();
    assertThat(text)
        .contains(
            "$(cat data/tokens/enroller.jwt)",
            "http://127.0.0.1:8080/v1/trials/wlrt-obc/allocations\n",
            "http://127.0.0.1:9000/q/health\n",
            "\nsrc/evaluation/feed\n");
    assertThat(Pattern.compile("src/evaluation/[a-z.]+").matcher(text).results())
        .extracting(MatchResult::group)
        .allSatisfy(file -> assertThat(Files.exists(Path.of(file))).as(file).isTrue());
  }

  @Test
  void another_port_or_directory_is_in_every_line() {
    String text = banner("http://127.0.0.1:8181", Path.of("/srv/data")).text();
    assertThat(text)
        .doesNotContain("8080")
        .contains(
            "$(cat /srv/data/tokens/enroller.jwt)",
            "http://127.0.0.1:8181/v1/trials/wlrt-obc\n",
            "\nKLEROTERION_DATA_DIRECTORY=/srv/data src/evaluation/feed\n");
  }

  private static Banner banner(String api, Path data) {
    return new Banner(api, "http://127.0.0.1:9000", HERE, data);
  }
}
