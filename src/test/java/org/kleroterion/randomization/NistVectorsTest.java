package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.Vectors;

/** NIST's own cases of the key stream's construction. */
@Tag("R04")
@DisplayNameGeneration(ReplaceUnderscores.class)
class NistVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void the_key_stream_is_the_kdf_in_counter_mode_of_sp_800_108() throws IOException {
    JsonNode cases =
        Vectors.read(
                "nist-sp800-108.json",
                "cases of KDFCTR_gen.rsp (HMAC_SHA256, BEFORE_FIXED, 32 bits) of the NIST CAVP,"
                    + " https://csrc.nist.gov/projects/cryptographic-algorithm-validation-program")
            .get("cases");

    assertThat(cases).isNotEmpty();
    for (JsonNode expected : cases) {
      KeyStream stream = new KeyStream(bytes(expected, "ki"), bytes(expected, "fixed"));
      assertThat(stream.take(expected.get("bits").intValue() / Byte.SIZE))
          .as("count %s", expected.get("count"))
          .isEqualTo(bytes(expected, "ko"));
    }
  }

  private static byte[] bytes(JsonNode expected, String member) {
    return HEX.parseHex(expected.get(member).textValue());
  }
}
