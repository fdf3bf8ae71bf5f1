package org.kleroterion.randomization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R04")
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyStreamTest {
  private static final byte[] KEY = "a key of no importance".getBytes(UTF_8);
  private static final byte[] FIXED = "fixed".getBytes(UTF_8);

  @Test
  void components_stand_on_lines_under_the_version() {
    byte[] fixed = "kleroterion/1\nblock\ntrial\n\n7".getBytes(UTF_8);

    assertThat(KeyStream.of(KEY, "block", "trial", "", "7").take(64))
        .isEqualTo(new KeyStream(KEY, fixed).take(64));
  }

  @Test
  void words_are_the_bytes_in_fours_big_endian_and_go_on_after_32_bytes() {
    ByteBuffer bytes = ByteBuffer.wrap(new KeyStream(KEY, FIXED).take(100));
    KeyStream words = new KeyStream(KEY, FIXED);

    while (bytes.hasRemaining()) {
      assertThat(words.next()).isEqualTo(bytes.getInt());
    }
  }

  @Test
  void the_last_output_has_the_largest_counter_and_the_stream_ends_there() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    mac.update(new byte[] {-1, -1, -1, -1});
    byte[] last = mac.doFinal(FIXED);

    KeyStream stream = new KeyStream(KEY, FIXED, 0xFFFF_FFFEL);

    assertThat(stream.take(32)).isEqualTo(last);
    assertThatIllegalStateException()
        .isThrownBy(stream::next)
        .withMessage("The key stream is exhausted");
  }

  @Test
  void a_counter_above_31_bits_is_still_counted_on() {
    KeyStream stream = new KeyStream(KEY, FIXED, 0x7FFF_FFFEL);
    stream.take(32);

    assertThat(stream.take(32)).isEqualTo(new KeyStream(KEY, FIXED, 0x7FFF_FFFFL).take(32));
  }

  @Test
  void the_key_and_the_fixed_input_are_copied() {
    byte[] key = KEY.clone();
    byte[] fixed = FIXED.clone();
    KeyStream stream = new KeyStream(key, fixed);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(fixed, (byte) 0);

    assertThat(stream.take(32)).isEqualTo(new KeyStream(KEY, FIXED).take(32));
  }

  @Test
  void a_component_with_a_line_feed_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyStream.of(KEY, "block", "a\nb"))
        .withMessage("A component contains a line feed");
  }
}
