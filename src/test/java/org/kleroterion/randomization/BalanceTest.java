package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("R05")
@DisplayNameGeneration(ReplaceUnderscores.class)
class BalanceTest {
  @ParameterizedTest
  @MethodSource("schemes")
  void every_block_holds_the_ratio_exactly_for_500_keys_of_seed_7(Scheme scheme) {
    int weights = scheme.shares().stream().mapToInt(Share::weight).sum();

    Draws.keys(7, 500)
        .map(key -> Draws.sequence(key, scheme))
        .forEach(
            sequence -> {
              for (long number = 0; number < 10; number++) {
                List<String> block = sequence.block(number);
                assertThat(scheme.blockSizes()).contains(block.size());
                for (Share share : scheme.shares()) {
                  assertThat(Collections.frequency(block, share.arm()) * weights)
                      .isEqualTo(block.size() * share.weight());
                }
              }
            });
  }

  static List<Scheme> schemes() {
    return List.of(
        Draws.oneToTwo(3, 6, 9),
        Draws.ratio(List.of(1, 1, 3), 5, 10, 20),
        Draws.ratio(List.of(1, 1), 2, 4, 6, 8),
        Draws.ratio(List.of(3, 2, 2, 1), 8, 40),
        Draws.ratio(List.of(2, 4), 6, 12),
        Draws.ratio(List.of(1), 1, 2, 3));
  }

  @Test
  void the_arms_given_are_in_ratio_after_every_completed_block() {
    Sequence sequence = Draws.sequence(Draws.key(8), Draws.oneToTwo(3, 6, 9));
    int control = 0;
    int all = 0;
    BlockPosition place = BlockPosition.START;
    while (place.block() < 1_000) {
      Slot slot = sequence.slot(place);
      control += slot.arm().equals("CONTROL") ? 1 : 0;
      all++;
      place = slot.next();
      if (place.offset() == 0) {
        assertThat(3 * control).isEqualTo(all);
      }
    }
  }

  @Test
  void a_block_of_1000_is_a_block() {
    Sequence sequence = Draws.sequence(Draws.key(9), Draws.ratio(List.of(1, 3), 1000));

    assertThat(Collections.frequency(sequence.block(0), "A")).isEqualTo(250);
    assertThat(sequence.block(0)).isNotEqualTo(sequence.block(1));
  }
}
