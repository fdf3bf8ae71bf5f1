package org.kleroterion.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier's own draw, against what another implementation computed. */
@Tag("R04")
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArmsTest {
  @ParameterizedTest(name = "{index}")
  @MethodSource("cases")
  void every_block_agrees(JsonNode expected) {
    Object schedule = Verifier.call("Verify$Schedule", "of", schedule(expected));
    byte[] key = HexFormat.of().parseHex(expected.get("trialKey").textValue());

    assertThat(expected.get("blocks")).hasSize(8);
    for (int number = 0; number < 8; number++) {
      List<String> arms = new ArrayList<>();
      expected.get("blocks").get(number).forEach(arm -> arms.add(arm.textValue()));
      Object block =
          Verifier.call(
              "Verify",
              "block",
              key,
              expected.get("trial").textValue(),
              expected.get("stratum").textValue(),
              (long) number,
              schedule);
      assertThat(block).isEqualTo(arms);
    }
  }

  static Stream<JsonNode> cases() {
    try (InputStream json = ArmsTest.class.getResourceAsStream("/vectors/allocation.json")) {
      JsonNode cases = new ObjectMapper().readTree(json).get("cases");
      return StreamSupport.stream(cases.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the verifier's own parser gives it: from a text. */
  private static Object schedule(JsonNode expected) {
    String text =
        "{\"arms\":" + expected.get("arms") + ",\"blockSizes\":" + expected.get("blockSizes") + "}";
    return Verifier.call("Verify$Json", "of", (Object) Forge.utf8(text));
  }
}
