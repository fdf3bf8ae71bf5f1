package org.kleroterion.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad JSON is the caller's fault in a body only; elsewhere it is ours. */
class MalformedBodyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Body(int places) {}

  static Stream<JsonProcessingException> faults() {
    return Stream.of("{", "[]", "{\"places\": {}}", "{\"other\": 1}").map(MalformedBodyTest::fault);
  }

  private static JsonProcessingException fault(String text) {
    try {
      JSON.readValue(text, Body.class);
    } catch (JsonProcessingException e) {
      return e;
    }
    throw new AssertionError(text);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void while_a_body_is_read_it_is_a_refusal(JsonProcessingException fault) {
    assertThat(MalformedBody.refusal(fault)).isPresent();
    assertThat(MalformedBody.refusal(new WebApplicationException(fault, 400)))
        .hasValueSatisfying(refusal -> assertThat(refusal.type().status()).isEqualTo(400));
  }

  @Test
  void another_failure_to_read_a_body_is_not() {
    assertThat(MalformedBody.refusal(new IOException("connection reset"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void elsewhere_it_is_an_internal_error(JsonProcessingException fault) {
    ProblemMappers mappers = new ProblemMappers(null);
    assertThat(ProblemMappers.internal(fault).getStatus()).isEqualTo(500);
    if (fault instanceof MismatchedInputException mismatched) {
      assertThat(mappers.mismatched(mismatched).getStatus()).isEqualTo(500);
    }
  }
}
