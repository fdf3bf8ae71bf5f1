package org.kleroterion.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FeedTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private StubService service;

  @BeforeEach
  void start_a_service_and_write_a_token() throws IOException {
    service = new StubService();
    Files.createDirectory(directory.resolve("tokens"));
    Files.writeString(directory.resolve("tokens/enroller.jwt"), StubService.TOKEN + "\n");
  }

  @AfterEach
  void stop_the_service() {
    service.close();
  }

  @Test
  void the_table_shows_each_subject_in_the_files_order_with_arm_or_reason() throws Exception {
    assertThat(feed(record("S-3", "eligible"), record("S-1", "unfit"), record("S-2", "unanswered")))
        .isZero();
    assertThat(out.toString(UTF_8))
        .startsWith(
            """
            SUBJECT  SITE   VERDICT     ARM   REASON
            S-3      pumch  ELIGIBLE    WLRT
            S-1      pumch  INELIGIBLE  -     I2 (ecog 3), E4 (child_pugh B)
            S-2      pumch  INCOMPLETE  -     missing child_pugh, age

            """);
  }

  @Test
  void the_summary_counts_verdicts_and_arms_by_stratum() throws Exception {
    feed(
        record("S-1", "eligible"),
        record("S-2", "control"),
        record("S-3", "eligible"),
        record("S-4", "unfit"));
    assertThat(out.toString(UTF_8))
        .endsWith(
            """

            VERDICT     SUBJECTS
            ELIGIBLE           3
            INELIGIBLE         1
            INCOMPLETE         0
            all                4

            STRATUM                                        CONTROL  WLRT  all
            visceral=no,metastases=1-2,receptor=positive         0     2    2
            visceral=yes,metastases=3-5,receptor=negative        1     0    1
            all                                                  1     2    3
            """);
  }

  @Test
  void a_record_is_sent_once_digit_for_digit_and_allocated_by_its_assessment() throws Exception {
    feed(
        "{\"subject\":\"S-1\",\"site\":\"pumch\",\"screening\":{\"eligible\":5.0,\"ecog\":1}}",
        record("S-2", "unfit"));
    assertThat(service.received())
        .containsExactly(
            "/v1/trials/wlrt-obc/assessments {\"subject\":\"S-1\",\"site\":\"pumch\",\"screening\":"
                + "{\"eligible\":5.0,\"ecog\":1}}",
            "/v1/trials/wlrt-obc/allocations {\"subject\":\"S-1\",\"assessment\":\"a-S-1\"}",
            "/v1/trials/wlrt-obc/assessments " + record("S-2", "unfit"));
  }

  @Test
  void a_problem_is_a_reason_and_the_rest_goes_on_but_the_exit_code_tells() throws Exception {
    assertThat(feed(record("S-1", "paused"), record("S-2", "wrong"), record("S-3", "eligible")))
        .isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .contains(
            "S-1      pumch  ELIGIBLE  -     HTTP 409 The trial is not open: It was paused.\n",
            "S-2      pumch  ERROR     -     HTTP 400 The request has wrong members or parameters:"
                + " One member is wrong.; /screening/ecog must be 0 to 5\n",
            "S-3      pumch  ELIGIBLE  WLRT\n");
    assertThat(err.toString(UTF_8)).contains("2 of the records failed");
    assertThat(service.received()).hasSize(5);
  }

  @Test
  void an_answer_that_is_no_json_is_a_reason_too() throws Exception {
    assertThat(feed(record("S-1", "page"), record("S-2", "crash"))).isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .contains(
            "HTTP 200 with a body that is not JSON", "S-2      pumch  ERROR    -    HTTP 502\n");
  }

  @Test
  void what_the_service_says_cannot_steer_the_terminal() throws Exception {
    assertThat(feed(record("S-1", "escape"))).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("HTTP 409 Red [31m").doesNotContain("\u001b");
  }

  @Test
  void a_token_that_is_not_accepted_stops_and_names_its_file() throws Exception {
    Files.writeString(directory.resolve("tokens/enroller.jwt"), "another");
    assertThat(feed(record("S-1", "eligible"), record("S-2", "eligible"))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("does not accept the token in " + directory.resolve("tokens/enroller.jwt"))
        .doesNotContain("another\n");
    assertThat(service.received()).hasSize(1);
  }

  @Test
  void a_missing_token_file_is_named() throws Exception {
    Files.delete(directory.resolve("tokens/enroller.jwt"));
    assertThat(feed(record("S-1", "eligible"))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("cannot read the token file", "there is no such file", "--token-file");
    assertThat(service.received()).isEmpty();
  }

  @Test
  void a_service_that_is_not_there_says_how_to_start_it() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port;
    Path file = Files.writeString(directory.resolve("records"), record("S-1", "eligible"));
    assertThat(run("--url", url, file.toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("no service answers at " + url, "src/evaluation/start");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void a_service_whose_port_was_moved_is_found_unless_another_is_named() throws Exception {
    Path file = Files.writeString(directory.resolve("records"), record("S-1", "eligible"));
    Evaluation.storeAddress(directory, service.url());
    assertThat(run(file.toString())).isZero();
    assertThat(service.received()).hasSize(2);

    assertThat(run("--url", "http://127.0.0.1:1", file.toString())).isEqualTo(1);
    assertThat(service.received()).hasSize(2);
  }

  @Test
  void a_malformed_line_is_named_before_anything_is_sent() throws Exception {
    assertThat(feed(record("S-1", "eligible"), "", "{\"subject\":")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("line 3: not JSON", "Nothing was sent");
    assertThat(feed(record("S-1", "eligible"), "{\"subject\":\"S-2\"}")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("line 2: expected {\"subject\"");
    assertThat(feed("{} {}")).isEqualTo(1);
    assertThat(service.received()).isEmpty();
  }

  @Test
  void progress_is_a_line_each_quarter_where_nobody_watches() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      records.add(record("S-" + i, "unfit"));
    }
    feed(records.toArray(String[]::new));
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            """
            3 of 10 records (30 %)
            5 of 10 records (50 %)
            8 of 10 records (80 %)
            10 of 10 records (100 %)
            """);
  }

  @Test
  void progress_is_one_line_that_grows_on_a_terminal() {
    Progress progress = new Progress(new PrintStream(err, true, UTF_8), true, 2);
    progress.step();
    progress.step();
    progress.end();
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "\r[####################....................] 1/2"
                + "\r[########################################] 2/2\n");
  }

  @Test
  void arguments_that_make_no_sense_exit_with_2_and_the_help() throws Exception {
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("a", "b"),
            List.of("--retries", "3", "a"),
            List.of("a", "--url"),
            List.of("a", "--url", "ftp://host"))) {
      err.reset();
      assertThat(run(wrong.toArray(String[]::new))).as(wrong.toString()).isEqualTo(2);
      assertThat(err.toString(UTF_8)).startsWith("feed: ").contains("--token-file FILE");
    }
    assertThat(run("--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("feed [options] FILE");
  }

  private static String record(String subject, String behaviour) {
    return "{\"subject\":\""
        + subject
        + "\",\"site\":\"pumch\",\"screening\":{\""
        + behaviour
        + "\":true}}";
  }

  private int feed(String... lines) throws Exception {
    Path file = directory.resolve("records.ndjson");
    Files.write(file, List.of(lines));
    return run("--url", service.url(), file.toString());
  }

  private int run(String... arguments) throws Exception {
    return new Feed(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false)
        .run(List.of(arguments), directory);
  }
}
