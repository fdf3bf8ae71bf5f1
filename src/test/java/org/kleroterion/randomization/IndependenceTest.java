package org.kleroterion.randomization;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A block of 3 is its place of CONTROL, 0, 1 or 2; of two blocks that know nothing of each other
 * each of the nine pairs is equally likely. The keys, names and numbers compared are as close to
 * each other as they can be.
 */
@Tag("R05")
@DisplayNameGeneration(ReplaceUnderscores.class)
class IndependenceTest {
  private static final int BLOCKS = 20_000;
  private static final int DISTANCES = 20;
  private static final Scheme THREES = Draws.oneToTwo(3);
  private static final Scheme SIZES = Draws.oneToTwo(3, 6, 9);

  @Test
  void strata_are_independent_of_each_other_seed_14() {
    TrialKey key = Draws.key(14);

    assertIndependent(
        Stream.of("", "a", "b", "a=1", "a=2", "a=1,b=1", "a=1,b=2", "a=11")
            .map(stratum -> new Sequence(key, Draws.TRIAL, stratum, THREES)));
  }

  @Test
  void trials_of_one_master_secret_are_independent_of_each_other_seed_15() {
    MasterSecret master = new MasterSecret(Draws.key(15).reveal());

    assertIndependent(
        Stream.of("t", "t1", "t2", "t11", "T", "t.1", "t-1", "1")
            .map(trial -> new Sequence(master.trialKey(trial), trial, Draws.STRATUM, THREES)));
  }

  @Test
  void trials_are_independent_of_each_other_even_under_one_key_seed_20() {
    TrialKey key = Draws.key(20);

    assertIndependent(
        Stream.of("t", "t1", "t2", "t11", "T", "t.1", "t-1", "1")
            .map(trial -> new Sequence(key, trial, Draws.STRATUM, THREES)));
  }

  @Test
  void keys_one_bit_apart_are_independent_of_each_other_seed_16() {
    assertIndependent(
        IntStream.range(0, 8)
            .mapToObj(bit -> Draws.sequence(TrialKey.of(flipped(16, bit)), THREES)));
  }

  @Test
  void master_secrets_one_bit_apart_are_independent_of_each_other_seed_17() {
    assertIndependent(
        IntStream.range(0, 8)
            .mapToObj(bit -> new MasterSecret(flipped(17, bit)).trialKey(Draws.TRIAL))
            .map(key -> Draws.sequence(key, THREES)));
  }

  @Test
  void blocks_of_one_stratum_are_independent_at_every_distance_up_to_20_seed_18() {
    int[] marks = marks(Draws.sequence(Draws.key(18), THREES), 5 * BLOCKS);

    assertIndependentOverDistances(marks);
  }

  @Test
  void sizes_of_blocks_are_independent_at_every_distance_up_to_20_seed_19() {
    Sequence sequence = Draws.sequence(Draws.key(19), SIZES);
    int[] marks =
        IntStream.range(0, 5 * BLOCKS)
            .map(number -> SIZES.blockSizes().indexOf(sequence.block(number).size()))
            .toArray();

    assertIndependentOverDistances(marks);
  }

  private static void assertIndependent(Stream<Sequence> sequences) {
    List<int[]> marks = sequences.map(sequence -> marks(sequence, BLOCKS)).toList();
    int looks = marks.size() * (marks.size() - 1) / 2;
    for (int one = 0; one < marks.size(); one++) {
      for (int other = 0; other < one; other++) {
        long[] pairs = new long[9];
        for (int number = 0; number < BLOCKS; number++) {
          pairs[3 * marks.get(one)[number] + marks.get(other)[number]]++;
        }
        Bounds.assertUniform(pairs, looks);
      }
    }
  }

  private static void assertIndependentOverDistances(int[] marks) {
    for (int distance = 1; distance <= DISTANCES; distance++) {
      long[] pairs = new long[9];
      for (int number = 0; number + distance < marks.length; number++) {
        // Each block in one pair only, so that the pairs are independent draws of each other.
        if (number / distance % 2 == 0) {
          pairs[3 * marks[number] + marks[number + distance]]++;
        }
      }
      Bounds.assertUniform(pairs, DISTANCES);
    }
  }

  private static int[] marks(Sequence sequence, int blocks) {
    return IntStream.range(0, blocks)
        .map(number -> sequence.block(number).indexOf("CONTROL"))
        .toArray();
  }

  private static byte[] flipped(long seed, int bit) {
    byte[] key = Draws.key(seed).reveal();
    key[31] ^= (byte) (1 << bit);
    return key;
  }
}
