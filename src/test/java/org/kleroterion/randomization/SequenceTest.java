package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R02")
@DisplayNameGeneration(ReplaceUnderscores.class)
class SequenceTest {
  private static final Scheme SCHEME = Draws.oneToTwo(3, 6, 9);

  @Test
  void places_slots_blocks_and_arms_are_one_sequence_for_100_keys_of_seed_2() {
    Draws.keys(2, 100)
        .map(key -> Draws.sequence(key, SCHEME))
        .forEach(
            sequence -> {
              List<String> arms = sequence.arms().limit(100).toList();
              BlockPosition place = BlockPosition.START;
              for (int k = 0; k < arms.size(); k++) {
                assertThat(sequence.blockPosition(k)).isEqualTo(place);
                assertThat(sequence.block(place.block()).get(place.offset()))
                    .isEqualTo(arms.get(k));
                Slot slot = sequence.slot(place);
                assertThat(slot.arm()).isEqualTo(arms.get(k));
                place = slot.next();
              }
            });
  }

  @Test
  @Timeout(10)
  void a_slot_costs_its_own_block_however_far_away_it_is() {
    Sequence sequence = Draws.sequence(Draws.key(3), SCHEME);
    BlockPosition place = new BlockPosition(Long.MAX_VALUE - 1, 0);
    List<String> block = sequence.block(place.block());

    for (String arm : block) {
      Slot slot = sequence.slot(place);
      assertThat(slot.arm()).isEqualTo(arm);
      place = slot.next();
    }
    assertThat(place).isEqualTo(new BlockPosition(Long.MAX_VALUE, 0));
  }

  @Test
  void many_threads_get_the_answers_of_one() throws Exception {
    Sequence sequence = Draws.sequence(Draws.key(4), SCHEME);
    List<List<String>> alone = blocks(sequence);

    Callable<List<List<String>>> again = () -> blocks(sequence);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<List<List<String>>>> tasks = new ArrayList<>();
      for (int task = 0; task < 64; task++) {
        tasks.add(again);
      }
      for (Future<List<List<String>>> answer : threads.invokeAll(tasks)) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_block_cannot_be_changed() {
    List<String> block = Draws.sequence(Draws.key(5), SCHEME).block(0);

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> block.set(0, "WLRT"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "a=b", "visceral,no"})
  void a_trial_that_is_not_a_code_is_refused(String trial) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequence(Draws.key(5), trial, Draws.STRATUM, SCHEME))
        .withMessageStartingWith("The trial does not match");
  }

  @ParameterizedTest
  @ValueSource(strings = {"visceral=no\n", "a\nb", "visceral no", "ecog=≤2", "\ud800"})
  void a_stratum_with_a_character_of_no_code_is_refused(String stratum) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequence(Draws.key(5), Draws.TRIAL, stratum, SCHEME))
        .withMessageStartingWith("The stratum does not match");
  }

  @Test
  void a_trial_without_factors_has_one_stratum_without_a_name() {
    Sequence sequence = new Sequence(Draws.key(5), Draws.TRIAL, "", SCHEME);

    assertThat(sequence.block(0)).contains("CONTROL", "WLRT");
  }

  @Test
  void what_is_before_the_start_is_refused() {
    Sequence sequence = Draws.sequence(Draws.key(5), SCHEME);

    assertThatIllegalArgumentException().isThrownBy(() -> new BlockPosition(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new BlockPosition(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> sequence.blockPosition(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> sequence.block(-1));
  }

  private static List<List<String>> blocks(Sequence sequence) {
    return LongStream.range(0, 500).mapToObj(sequence::block).toList();
  }
}
