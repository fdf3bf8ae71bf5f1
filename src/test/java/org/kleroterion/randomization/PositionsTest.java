package org.kleroterion.randomization;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("R05")
@DisplayNameGeneration(ReplaceUnderscores.class)
class PositionsTest {
  private static final int KEYS = 100_000;
  private static final int POSITIONS = 30;

  /** CONTROL has 1/3 everywhere: neither the first slot nor the last of a block is a better bet. */
  @ParameterizedTest
  @MethodSource("schemes")
  void an_arm_has_its_share_at_every_position_over_100_000_keys_of_seed_13(Scheme scheme) {
    List<Share> shares = scheme.shares();
    List<String> arms = shares.stream().map(Share::arm).toList();
    long[][] seen = new long[arms.size()][POSITIONS];
    Draws.keys(13, KEYS)
        .map(key -> Draws.sequence(key, scheme).arms().limit(POSITIONS).toList())
        .forEach(
            sequence -> {
              for (int position = 0; position < POSITIONS; position++) {
                seen[arms.indexOf(sequence.get(position))][position]++;
              }
            });

    double weights = shares.stream().mapToInt(Share::weight).sum();
    int looks = schemes().stream().mapToInt(each -> each.shares().size()).sum() * POSITIONS;
    for (int arm = 0; arm < arms.size(); arm++) {
      double share = shares.get(arm).weight() / weights;
      for (long count : seen[arm]) {
        Bounds.assertFrequency(count, KEYS, share, looks);
      }
    }
  }

  static List<Scheme> schemes() {
    return List.of(Draws.oneToTwo(3, 6, 9), Draws.ratio(List.of(1, 1, 3), 5, 10));
  }
}
