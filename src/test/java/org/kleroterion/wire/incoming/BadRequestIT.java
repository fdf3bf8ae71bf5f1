package org.kleroterion.wire.incoming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.RunningService;
import org.kleroterion.api.RawRequest;

/**
 * Requests that are not good HTTP. With the packaged service: in tests of the application, Netty
 * does not find our handlers.
 */
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BadRequestIT {
  /** One path of each part of the service, with a method that takes a body where there is one. */
  private static final List<String> PARTS =
      List.of(
          "POST /v1/trials/x/allocations",
          "GET /v1/trials",
          "POST /fhir/R4/Questionnaire/x/$evaluate",
          "GET /fhir/R4/metadata",
          "POST /openclinica/wlrt-obc/api/randomise",
          "GET /openclinica/wlrt-obc/api/randomisation",
          "POST /redcap/x/y",
          "GET /q/openapi",
          "GET /nowhere");

  @TempDir static Path directory;
  private static RunningService service;
  private static URL url;

  @BeforeAll
  static void start() throws Exception {
    service = RunningService.evaluate(directory, Path.of("target", "bad-request", "service.log"));
    url = URI.create(service.api()).toURL();
  }

  @AfterAll
  static void stop() throws Exception {
    if (service != null) {
      service.close();
    }
  }

  private record Bad(String name, String query, String headers, int status) {}

  static Stream<Arguments> badRequests() {
    List<Bad> bad =
        List.of(
            new Bad("a percent sign alone", "?identifier=%zz", "Host: x\r\n", 400),
            new Bad("half an escape", "?a=%4", "Host: x\r\n", 400),
            new Bad("bytes that are not UTF-8", "?a=%ff%fe", "Host: x\r\n", 400),
            new Bad("letters beyond ASCII", "?a=\u00ff", "Host: x\r\n", 400),
            new Bad("no Host", "", "", 400),
            new Bad("an empty Host", "", "Host: \r\n", 400),
            new Bad(
                "another charset", "", "Host: x\r\nContent-Type: text/plain; charset=foo\r\n", 415),
            new Bad("a blank Accept", "", "Host: x\r\nAccept: \r\n", 400),
            new Bad("an Accept of one word", "", "Host: x\r\nAccept: json\r\n", 400),
            new Bad("an Accept with a hole", "", "Host: x\r\nAccept: text/csv,,\r\n", 400),
            new Bad("no media type", "", "Host: x\r\nContent-Type: ;;;\r\n", 415),
            new Bad("a long path", "?" + "a".repeat(5000), "Host: x\r\n", 414),
            new Bad("long headers", "", "Host: x\r\nX-Long: " + "a".repeat(20_000) + "\r\n", 431),
            new Bad(
                "two lengths", "", "Host: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n", 400),
            new Bad("a negative length", "", "Host: x\r\nContent-Length: -1\r\n", 400),
            new Bad(
                "an unknown coding",
                "",
                "Host: x\r\nTransfer-Encoding: chunked, xchunked\r\n",
                400));
    return PARTS.stream()
        .flatMap(
            part -> bad.stream().map(one -> Arguments.of(one.name() + " at " + part, part, one)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void a_bad_request_is_answered_with_a_problem_and_no_error_in_the_output(
      String name, String part, Bad bad) throws IOException {
    try (RawRequest request =
        RawRequest.send(
            url,
            part + bad.query() + " HTTP/1.1\r\n" + bad.headers() + "Connection: close\r\n\r\n")) {
      String answer = request.answer();
      assertThat(answer).startsWith("HTTP/1.1 " + bad.status() + " ");
      assertThat(answer).contains("application/").contains("https://kleroterion.org/problems");
    }
    assertThat(service.output()).doesNotContainPattern("(?m)^\\S+ \\S+ (ERROR|WARN)");
  }

  @Test
  void headers_that_take_longer_than_ten_seconds_end_the_connection() throws Exception {
    try (RawRequest silent = RawRequest.send(url, "");
        RawRequest half = RawRequest.send(url, "GET /v1/trials HTTP/1.1\r\nHost: x\r\n");
        RawRequest second = RawRequest.send(url, "GET /q/openapi HTTP/1.1\r\nHost: x\r\n\r\n")) {
      long begin = System.nanoTime();
      for (int i = 0; i < 8; i++) {
        Thread.sleep(1000);
        half.more("X-" + i + ": a\r\n");
        second.more(i == 0 ? "GET /v1/trials HTTP/1.1\r\n" : "X-" + i + ": a\r\n");
      }
      assertThat(silent.answer()).isEmpty();
      assertThat(half.answer()).isEmpty();
      assertThat(second.answer()).startsWith("HTTP/1.1 200");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(13));
    }
  }
}
