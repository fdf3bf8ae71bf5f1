package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R05")
@DisplayNameGeneration(ReplaceUnderscores.class)
class WordsTest {
  private static final long ALL = 1L << 32;

  @ParameterizedTest
  @CsvSource({
    // n, the first word that is thrown away: the largest multiple of n up to 2^32
    "3, 4294967295",
    "5, 4294967295",
    "6, 4294967292",
    "7, 4294967292",
    "9, 4294967292",
    "1000, 4294967000",
    "2147483647, 4294967294",
    "2147483649, 2147483649",
    "4294967295, 4294967295",
  })
  void the_words_above_the_last_multiple_are_thrown_away(long n, long limit) {
    assertThat(words(limit - 1).uniform(n)).isEqualTo(n - 1);

    AllocatedArm words = words(limit, ALL - 1, limit, 1, 2);
    assertThat(words.uniform(n)).isEqualTo(1);
    assertThat(words.next()).isEqualTo(2);
  }

  @Test
  void the_accepted_words_are_a_multiple_of_n_for_10_000_n_of_seed_1() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long n = random.nextLong(2, ALL >> random.nextInt(31));
      long limit = ALL / n * n;

      assertThat(words(limit - 1).uniform(n)).isEqualTo(n - 1);
      if (limit < ALL) {
        assertThat(words(limit, 0).uniform(n)).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4, 256, ALL / 2, ALL})
  void no_word_is_thrown_away_for_a_power_of_two(long n) {
    AllocatedArm words = words(ALL - 1, ALL / 2, 0, 3);

    assertThat(words.uniform(n)).isEqualTo(n - 1);
    assertThat(words.uniform(n)).isEqualTo(ALL / 2 % n);
    assertThat(words.uniform(n)).isZero();
    assertThat(words.next()).isEqualTo(3);
  }

  @Test
  void a_word_is_taken_even_if_only_one_number_is_possible() {
    AllocatedArm words = words(17, 18);

    assertThat(words.uniform(1)).isZero();
    assertThat(words.next()).isEqualTo(18);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, ALL + 1, Long.MAX_VALUE})
  void any_other_n_is_refused(long n) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> words(0).uniform(n))
        .withMessage("The bound of a uniform number must be from 1 to 2^32");
  }

  private static AllocatedArm words(long... words) {
    return new AllocatedArm(Arrays.stream(words).iterator());
  }

  private record AllocatedArm(PrimitiveIterator.OfLong words) implements Words {
    @Override
    public int next() {
      return (int) words.nextLong();
    }
  }
}
