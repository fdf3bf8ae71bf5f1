package org.kleroterion.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;

/** What the caller, the balancer and the output say of one request has one id. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RequestIdTest {
  @Inject DataSource database;

  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private static ValidatableResponse ask(String path, String header, String value) {
    return RestAssured.given()
        .auth()
        .oauth2(Tokens.auditor())
        .header(header, value)
        .get(path)
        .then();
  }

  @Test
  void the_callers_id_is_in_the_answer_and_a_refusal_too() {
    ask("/v1/trials/none", "X-Request-Id", "edc-4711.a").header("X-Request-Id", "edc-4711.a");
    RestAssured.given()
        .header("X-Request-Id", "edc-4712")
        .get("/v1/trials/none")
        .then()
        .statusCode(401)
        .header("X-Request-Id", equalTo("edc-4712"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a;b", "\"}", "ümlaut"})
  void what_could_pass_for_more_than_an_id_is_replaced(String sent) {
    ask("/v1/trials/none", "X-Request-Id", sent).header("X-Request-Id", matchesPattern(UUID));
    ask("/v1/trials/none", "X-Request-Id", "x".repeat(65))
        .header("X-Request-Id", matchesPattern(UUID));
  }

  @Test
  void the_output_has_the_ids_of_request_and_trace() throws SQLException {
    TrialUnderTest trial = TrialUnderTest.shipped();
    // So that a request has a line in the output.
    Tampering.alter(
        database, "delete from log_entry where trial = ? and entry_index = 1", trial.code());
    Output output = new Output();
    Logger logger = Logger.getLogger("org.kleroterion.problem.TrialTroubles");
    logger.addHandler(output);
    try {
      RestAssured.given()
          .auth()
          .oauth2(Tokens.auditor())
          .header("X-Request-Id", "the-one")
          .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
          .get("/v1/trials/" + trial.code() + "/log/verification")
          .then()
          .body("sound", equalTo(false));
    } finally {
      logger.removeHandler(output);
    }
    assertThat(output.ids).contains("the-one 0af7651916cd43dd8448eb211c80319c");
  }

  /** Keeps the two ids of every line. */
  private static final class Output extends Handler {
    private final List<String> ids = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      ExtLogRecord record = ExtLogRecord.wrap(line);
      ids.add(record.getMdc("requestId") + " " + record.getMdc("traceId"));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
