package org.kleroterion.randomization;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Schemes and seeded keys for the tests of this package. */
final class Draws {
  static final String TRIAL = "wlrt-obc";
  static final String STRATUM = "visceral=no,metastases=1-2,receptor=positive";

  private Draws() {}

  /** CONTROL to WLRT, 1:2. */
  static Scheme oneToTwo(Integer... blockSizes) {
    return new Scheme(List.of(new Share("CONTROL", 1), new Share("WLRT", 2)), List.of(blockSizes));
  }

  /** Arms A, B, C, … with these weights. */
  static Scheme ratio(List<Integer> weights, Integer... blockSizes) {
    List<Share> shares =
        IntStream.range(0, weights.size())
            .mapToObj(arm -> new Share(String.valueOf((char) ('A' + arm)), weights.get(arm)))
            .toList();
    return new Scheme(shares, List.of(blockSizes));
  }

  /** As many different keys, the same for the same seed. */
  static Stream<TrialKey> keys(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(
            () -> {
              byte[] key = new byte[TrialKey.BYTES];
              random.nextBytes(key);
              return TrialKey.of(key);
            })
        .limit(count);
  }

  static TrialKey key(long seed) {
    return keys(seed, 1).findFirst().orElseThrow();
  }

  static Sequence sequence(TrialKey key, Scheme scheme) {
    return new Sequence(key, TRIAL, STRATUM, scheme);
  }
}
