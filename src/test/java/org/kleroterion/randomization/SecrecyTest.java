package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What ends in a log line or a reply by accident: the text of an object, the message of an error.
 */
@Tag("R06")
@DisplayNameGeneration(ReplaceUnderscores.class)
class SecrecyTest {
  private final TrialKey key = Draws.key(6);
  private final Scheme scheme = Draws.oneToTwo(3, 6, 9);
  private final Sequence sequence = Draws.sequence(key, scheme);

  @Test
  void an_object_prints_as_its_name_alone() {
    assertThat(new MasterSecret(key.reveal())).hasToString("MasterSecret");
    assertThat(key).hasToString("TrialKey");
    assertThat(scheme).hasToString("Scheme");
    assertThat(new BlockPosition(4, 2)).hasToString("BlockPosition");
    assertThat(sequence.slot(BlockPosition.START)).hasToString("Slot");
    assertThat(sequence.toString()).matches(".*[.]Sequence@[0-9a-f]+");
    assertThat(key.stream("block").toString()).matches(".*[.]KeyStream@[0-9a-f]+");
  }

  @Test
  void a_place_beyond_its_block_is_refused_without_a_number() {
    int size = sequence.block(4).size();

    for (int position : List.of(size, size + 1, 9, Integer.MAX_VALUE)) {
      assertThat(message(() -> sequence.slot(new BlockPosition(4, position))))
          .isEqualTo("The offset is beyond the end of its block");
    }
  }

  @Test
  void the_refusal_of_a_scheme_does_not_tell_its_sizes() {
    List<Share> shares = scheme.shares();

    assertThat(message(() -> new Scheme(shares, List.of(7)))).doesNotContainPattern("[0-9]");
    assertThat(message(() -> new Scheme(shares, List.of(6, 3)))).doesNotContain("6", "3");
    assertThat(message(() -> new Scheme(shares, List.of(3, 4002)))).doesNotContain("3", "4002");
  }

  @Test
  void the_refusal_of_a_key_does_not_tell_its_bytes() {
    byte[] bytes = new byte[33];
    Arrays.fill(bytes, (byte) 0x5a);

    assertThat(message(() -> TrialKey.of(bytes))).doesNotContain("90", "5a", "Z");
    assertThat(message(() -> new MasterSecret(bytes))).doesNotContain("90", "5a", "Z");
  }

  private static String message(ThrowingCallable call) {
    return catchThrowable(call).getMessage();
  }
}
