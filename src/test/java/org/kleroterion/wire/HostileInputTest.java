package org.kleroterion.wire;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.contract.Contract;

/** Whatever comes in gets a problem, and changes nothing. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HostileInputTest {
  @TestHTTPResource URL url;

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  private static String body(String subject, String screening) {
    return "{\"subject\":" + subject + ",\"site\":\"cams\",\"screening\":" + screening + "}";
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("null", "null"),
        Arguments.of("an array", "[]"),
        Arguments.of("a text", "\"S-1\""),
        Arguments.of("half a body", "{\"subject\":\"S-1\""),
        Arguments.of("two bodies", body("\"S-1\"", "{}") + body("\"S-2\"", "{}")),
        Arguments.of("NaN", body("\"S-1\"", "{\"largest_metastasis_cm\":NaN}")),
        Arguments.of("Infinity", body("\"S-1\"", "{\"largest_metastasis_cm\":-Infinity}")),
        Arguments.of("1e400", body("\"S-1\"", "{\"largest_metastasis_cm\":1e400}")),
        Arguments.of("1e1000000000", body("\"S-1\"", "{\"age\":1e1000000000}")),
        Arguments.of("-1e999999999", body("\"S-1\"", "{\"largest_metastasis_cm\":1e-999999999}")),
        Arguments.of("a long number", body("\"S-1\"", "{\"age\":" + "9".repeat(5000) + "}")),
        Arguments.of(
            "hidden digits", body("\"S-1\"", "{\"largest_metastasis_cm\":5.00000000000000001}")),
        Arguments.of("a variable twice", body("\"S-1\"", "{\"age\":52,\"age\":17}")),
        Arguments.of(
            "a member twice",
            "{\"subject\":\"S-1\",\"subject\":\"S-2\",\"site\":\"cams\",\"screening\":{}}"),
        Arguments.of(
            "an unknown member",
            "{\"subject\":\"S-1\",\"site\":\"cams\",\"screening\":{},\"arm\":\"WLRT\"}"),
        Arguments.of(
            "deep", body("\"S-1\"", "{\"age\":" + "[".repeat(5000) + "]".repeat(5000) + "}")),
        Arguments.of("deep at the top", "[".repeat(20000)),
        Arguments.of("a lone surrogate", body("\"S-\\ud800\"", "{}")),
        Arguments.of(
            "a lone surrogate in requestedBy",
            "{\"subject\":\"S-1\",\"site\":\"cams\",\"screening\":{},\"requestedBy\":\"\\udfff\"}"),
        Arguments.of(
            "a line break in requestedBy",
            "{\"subject\":\"S-1\",\"site\":\"cams\",\"screening\":{},\"requestedBy\":\"a\\nb\"}"),
        Arguments.of("a NUL", body("\"S-1\\u0000\"", "{}")),
        Arguments.of("a number as subject", body("1", "{}")),
        Arguments.of("a screening as text", body("\"S-1\"", "\"{}\"")),
        Arguments.of("a screening as list", body("\"S-1\"", "[]")),
        Arguments.of("a null screening", body("\"S-1\"", "null")),
        Arguments.of("a null value", body("\"S-1\"", "{\"age\":null}")),
        Arguments.of("a comment", "/* */" + body("\"S-1\"", "{}")),
        Arguments.of("single quotes", "{'subject':'S-1'}"),
        Arguments.of("a prototype", body("\"S-1\"", "{\"__proto__\":{\"age\":52}}")),
        Arguments.of("a class name", body("\"S-1\"", "{\"@class\":\"java.lang.Runtime\"}")),
        Arguments.of(
            "XML",
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  @Tag("R18")
  void a_hostile_body_is_refused(String name, String body) {
    for (String path : new String[] {"assessments", "allocations"}) {
      TrialUnderTest.as(Tokens.enroller())
          .contentType("application/json")
          .body(body.getBytes(StandardCharsets.UTF_8))
          .post(trial.path(path))
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("type", startsWith("https://kleroterion.org/problems/"));
    }
    assertThat(trial.log()).as(name).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S-1' or '1'='1",
        "S-1; drop table allocation; --",
        "\\\" || true || \\\"",
        "age >= 18",
        "${jndi:ldap://127.0.0.1/a}",
        "{{7*7}}",
        "../../etc/passwd",
        "S 1",
        " S-1",
        "S-1\\n",
        "Ｓ-1",
        "-S1",
        "=1+1",
        "",
        "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS"
      })
  void a_subject_is_a_code_and_nothing_else(String subject) {
    for (String path : new String[] {"assessments", "allocations"}) {
      TrialUnderTest.as(Tokens.enroller())
          .contentType("application/json")
          .body(body("\"" + subject + "\"", "{}").getBytes(StandardCharsets.UTF_8))
          .post(trial.path(path))
          .then()
          .statusCode(400)
          .body("type", endsWith("/invalid-request"));
    }
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    byte[] body = body("\"S-1\"", "{\"sex\":\"\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1);
    TrialUnderTest.as(Tokens.enroller())
        .contentType("application/json")
        .body(body)
        .post(trial.path("assessments"))
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
    assertThat(trial.log()).hasSize(2);
  }

  private int tenMegabytes(String token, String type, byte filledWith) {
    byte[] body = new byte[10_000_000];
    Arrays.fill(body, filledWith);
    return TrialUnderTest.as(token)
        .contentType(type)
        .body(body)
        .post(trial.path("assessments"))
        .then()
        .contentType("application/problem+json")
        .extract()
        .statusCode();
  }

  @Test
  @Timeout(60)
  void ten_megabytes_are_too_much_whatever_they_hold_and_whoever_sends_them() {
    assertThat(tenMegabytes(Tokens.enroller(), "application/json", (byte) ' ')).isEqualTo(413);
    assertThat(tenMegabytes(Tokens.enroller(), "application/json", (byte) 0)).isEqualTo(413);
    assertThat(tenMegabytes(Tokens.enroller(), "application/octet-stream", (byte) 0))
        .isEqualTo(413);
    assertThat(tenMegabytes("none", "application/json", (byte) ' ')).isEqualTo(401);
    assertThat(tenMegabytes(Tokens.auditor(), "application/json", (byte) ' ')).isEqualTo(413);
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  @Timeout(60)
  void ten_megabytes_in_chunks_of_unknown_length_are_too_much() throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST "
                  + trial.path("assessments")
                  + " HTTP/1.1\r\nHost: localhost\r\n"
                  + "Authorization: Bearer "
                  + Tokens.enroller()
                  + "\r\n"
                  + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("8000\r\n" + " ".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      StringBuilder answer = new StringBuilder();
      try {
        for (int i = 0; i < 320; i++) {
          out.write(chunk);
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      } catch (IOException closed) {
        // The service may close the connection before it has taken all of it; the answer is there
        // all the same.
        assertThat(closed).isNotNull();
      }
      try {
        for (int b = socket.getInputStream().read();
            b >= 0 && answer.length() < 2000;
            b = socket.getInputStream().read()) {
          answer.append((char) b);
          if (answer.toString().contains("body-too-large")) {
            break;
          }
        }
      } catch (IOException reset) {
        assertThat(reset).isNotNull();
      }
      assertThat(answer.toString()).startsWith("HTTP/1.1 413").contains("body-too-large");
    }
    assertThat(trial.log()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x"
      })
  void other_media_types_are_refused(String type) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://localhost:" + url.getPort() + trial.path("assessments")))
                    .header("Authorization", "Bearer " + Tokens.enroller())
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body("\"S-1\"", "{}")))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isIn(400, 415);
    Contract.require(
        "POST",
        trial.path("assessments"),
        answer.statusCode(),
        answer.headers().firstValue("Content-Type").orElse(""),
        answer.body().getBytes(StandardCharsets.UTF_8));
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(trial.log()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "gzip, identity", "x-unknown"})
  void a_compressed_body_is_refused_in_these_words(String coding) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(body("\"S-1\"", "{}").getBytes(StandardCharsets.UTF_8));
    }
    for (String path : new String[] {"assessments", "allocations"}) {
      TrialUnderTest.as(Tokens.enroller())
          .header("Content-Encoding", coding)
          .contentType("application/json")
          .body(compressed.toByteArray())
          .post(trial.path(path))
          .then()
          .statusCode(415)
          .body("type", endsWith("/unsupported-media-type"))
          .body("detail", startsWith("The header Content-Encoding is not supported."));
    }
    TrialUnderTest.as(Tokens.enroller())
        .header("Content-Encoding", coding)
        .contentType("application/fhir+json")
        .body("{}")
        .post("/fhir/R4/Questionnaire/" + trial.code() + "/$evaluate")
        .then()
        .statusCode(415)
        .body("issue[0].diagnostics", startsWith("The header Content-Encoding is not supported."));
    assertThat(trial.log()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{}]", "\"S-1\"", "3", "true"})
  void a_body_of_another_shape_is_told_to_be_one_object(String body) {
    for (String path : new String[] {"assessments", "allocations"}) {
      TrialUnderTest.as(Tokens.enroller())
          .contentType("application/json")
          .body(body)
          .post(trial.path(path))
          .then()
          .statusCode(400)
          .body("type", endsWith("/malformed-body"))
          .body("detail", startsWith("The body must be one JSON object"));
    }
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void a_reply_in_another_media_type_is_refused() {
    TrialUnderTest.as(Tokens.auditor())
        .accept("image/png")
        .get(trial.path("allocations"))
        .then()
        .statusCode(406)
        .contentType("application/problem+json")
        .body("type", endsWith("/not-acceptable"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nowhere",
        "/v1",
        "/v1/",
        "/v1/trials/x/nowhere",
        "/v2/trials",
        "/v1/trials/..",
        "/v1/trials/../../etc/passwd",
        "/v1/trials/%2e%2e/%2e%2e/etc/passwd",
        "/v1/trials/wlrt-obc%00/log",
        "/v1/trials/wlrt-obc%2Flog",
        "/v1/trials//log",
        "/v1/trials/wlrt-obc;a=b/log",
        "/v1/trials/*/log",
        "/v1/trials/%ff%fe",
        "/v1/trials/wlrt-obc/allocations/S-1%0d%0aX:%201",
        "/META-INF/MANIFEST.MF",
        "/application.properties",
        "/q/arc/beans",
        "/q/dev-ui"
      })
  void a_path_trick_leads_nowhere(String path) throws IOException {
    // By hand: a client library would tidy the path first.
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                      + Tokens.enroller()
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("application/problem+json");
      assertThat(answer).contains("https://kleroterion.org/problems/");
    }
  }

  @Test
  void a_wrong_method_is_refused() {
    for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
      TrialUnderTest.as(Tokens.manager())
          .request(method, "/v1/trials")
          .then()
          .statusCode(405)
          .contentType("application/problem+json")
          .body("type", endsWith("/method-not-allowed"));
      TrialUnderTest.as(Tokens.manager())
          .request(method, trial.path("allocations"))
          .then()
          .statusCode(405)
          .header("Allow", "GET, HEAD, POST")
          .contentType("application/problem+json")
          .body("type", endsWith("/method-not-allowed"));
    }
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void a_request_line_that_holds_no_uri_is_refused_before_anything_looks_at_it()
      throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /v1/trials/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
      assertThat(answer).isEqualTo("HTTP/1.1 400");
    }
  }

  @Test
  void nobody_without_a_token_learns_which_paths_exist_by_their_errors() {
    given().get("/v1/trials").then().statusCode(401).contentType("application/problem+json");
  }
}
