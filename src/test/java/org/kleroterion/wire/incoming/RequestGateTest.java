package org.kleroterion.wire.incoming;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.Management;
import org.kleroterion.api.RawRequest;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.trial.protocol.Screenings;

/** What reaches the service before, or instead of, a good request. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(FullService.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RequestGateTest {
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

  @TestHTTPResource URL url;

  static Stream<Arguments> methods() {
    return PARTS.stream()
        .flatMap(
            part ->
                Stream.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "INVENTED", "get")
                    .map(method -> Arguments.of(method, part.split(" ")[1])));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("methods")
  void a_method_that_the_path_does_not_have_is_405_with_allow(String method, String path)
      throws IOException {
    try (RawRequest request =
        RawRequest.send(
            url, method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
      String answer = request.answer();
      boolean known = PARTS.contains(method + " " + path);
      if (path.equals("/nowhere")) {
        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("not-found");
      } else if (answer.startsWith("HTTP/1.1 405 ")) {
        assertThat(known).isFalse();
        assertThat(answer).containsPattern("(?im)^allow: (GET|POST|DELETE)");
        assertThat(answer.replaceAll("(?is)\r\n\r\n.*", ""))
            .doesNotContainPattern("(?m)^[Aa]llow:.*\\b" + method + "\\b");
      } else {
        assertThat(method).isIn("GET", "POST");
      }
    }
    assertThat(Management.metrics()).doesNotContain("INVENTED", "method=\"get\"");
    if (method.equals("INVENTED")) {
      assertThat(Management.metrics()).contains("method=\"OTHER\"");
    }
  }

  @Test
  void the_header_that_javas_own_client_sends_is_accepted() {
    TrialUnderTest.as(Tokens.auditor())
        .header("Accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")
        .get("/v1/trials")
        .then()
        .statusCode(200)
        .contentType("application/json");
  }

  @ParameterizedTest
  @MethodSource("parts")
  void an_answer_tells_browsers_and_caches_what_not_to_do(String part) throws IOException {
    try (RawRequest request =
        RawRequest.send(
            url,
            part
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + Tokens.auditor()
                + "\r\n\r\n")) {
      String answer = request.answer();
      assertThat(answer).containsPattern("(?im)^x-content-type-options: nosniff");
      assertThat(answer).containsPattern("(?im)^referrer-policy: no-referrer");
      if (!part.contains("/q/") && !part.contains("/nowhere")) {
        assertThat(answer).containsPattern("(?im)^cache-control: no-store");
      }
    }
  }

  static List<String> parts() {
    return PARTS;
  }

  @ParameterizedTest
  @ValueSource(strings = {"allocations", "log", "assessments"})
  void a_link_never_names_the_host_that_a_caller_sent(String list) throws IOException {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial.assess("S-1", Screenings.eligible());
    trial.assess("S-2", Screenings.eligible());
    try (RawRequest request =
        RawRequest.send(
            url,
            "GET "
                + trial.path(list)
                + "?limit=1 HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                + "Connection: close\r\nAuthorization: Bearer "
                + Tokens.auditor()
                + "\r\n\r\n")) {
      String answer = request.answer();
      assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("evil.example");
      if (!list.equals("allocations")) {
        assertThat(answer).contains("<https://kleroterion.test" + trial.path(list) + "?");
      }
    }
  }

  @Test
  void an_abandoned_body_leaves_no_error_in_the_output() throws Exception {
    Lines lines = new Lines();
    try {
      for (String half : halfRequests()) {
        RawRequest.send(url, half).close();
      }
      Thread.sleep(500);
    } finally {
      lines.close();
    }
    assertThat(lines.errors).isEmpty();
  }

  @Test
  void a_body_that_takes_longer_than_ten_seconds_is_refused() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    try (RawRequest slow = RawRequest.send(url, half(trial, Tokens.enroller()))) {
      assertThat(slow.answer()).startsWith("HTTP/1.1 408").contains("request-timeout");
    }
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void five_hundred_slow_bodies_do_not_delay_a_good_caller() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    List<RawRequest> slow = new ArrayList<>();
    try {
      // A loaded machine can disturb one round, but a blocked thread would disturb all of them.
      double best = Double.MAX_VALUE;
      for (int round = 0; round < 3 && best >= 3; round++) {
        long before = p99(trial);
        for (int i = slow.size(); i < 500 * (round + 1); i++) {
          List<String> halves = new ArrayList<>(halfRequests());
          halves.add(half(trial, Tokens.enroller()));
          slow.add(RawRequest.send(url, halves.get(i % halves.size())));
        }
        long during = p99(trial);
        Management.readiness().statusCode(200);
        assertThat(Management.metrics()).isNotEmpty();
        best = Math.min(best, (double) during / before);
        System.out.printf(
            "Good caller, p99: %d us alone, %d us beside 500 slow bodies%n", before, during);
      }
      assertThat(best).isLessThan(3);
    } finally {
      for (RawRequest request : slow) {
        request.close();
      }
    }
  }

  /** In microseconds. */
  private static long p99(TrialUnderTest trial) {
    long[] times = new long[300];
    for (int i = 0; i < times.length; i++) {
      long begin = System.nanoTime();
      trial.get(Tokens.auditor(), "allocations?limit=1").statusCode(200);
      times[i] = (System.nanoTime() - begin) / 1000;
    }
    Arrays.sort(times);
    return times[times.length - 1 - times.length / 100];
  }

  /** Halves of requests from callers whom the service does not know. */
  private static List<String> halfRequests() {
    return PARTS.stream()
        .map(
            part ->
                part.replace("GET", "POST")
                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\nrecord=")
        .toList();
  }

  private static String half(TrialUnderTest trial, String token) {
    return "POST "
        + trial.path("assessments")
        + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n"
        + "Authorization: Bearer "
        + token
        + "\r\n\r\n{\"subject\":";
  }

  /** The lines of level ERROR and above. */
  private static final class Lines extends Handler {
    private final List<String> errors = new CopyOnWriteArrayList<>();

    Lines() {
      Logger.getLogger("").addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
        errors.add(line.getLoggerName() + ": " + line.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      Logger.getLogger("").removeHandler(this);
    }
  }
}
