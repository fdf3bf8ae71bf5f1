package org.kleroterion.randomization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R05")
@DisplayNameGeneration(ReplaceUnderscores.class)
class OrdersTest {
  private static final int KEYS = 100_000;

  @ParameterizedTest
  @CsvSource({"3, 3", "6, 15", "9, 84"})
  void each_order_of_a_block_is_equally_likely_over_100_000_keys_of_seed_10(int size, int orders) {
    Map<String, Integer> seen = new TreeMap<>();
    Draws.keys(10, KEYS)
        .map(key -> Draws.sequence(key, Draws.oneToTwo(size)).block(0))
        .forEach(block -> seen.merge(String.join(" ", block), 1, Integer::sum));

    assertThat(seen).hasSize(orders);
    Bounds.assertUniform(counts(seen), 3);
  }

  @Test
  void each_order_of_three_arms_is_equally_likely_over_100_000_keys_of_seed_11() {
    Map<String, Integer> seen = new TreeMap<>();
    Draws.keys(11, KEYS)
        .map(key -> Draws.sequence(key, Draws.ratio(List.of(1, 1, 3), 5)).block(0))
        .forEach(block -> seen.merge(String.join(" ", block), 1, Integer::sum));

    // 5! / (1! 1! 3!)
    assertThat(seen).hasSize(20);
    Bounds.assertUniform(counts(seen), 1);
  }

  @Test
  void each_size_is_drawn_equally_often_and_tells_nothing_of_the_order_seed_12() {
    Map<String, Integer> seen = new TreeMap<>();
    Map<String, Double> shares = new TreeMap<>();
    Map<Integer, Integer> orders = Map.of(3, 3, 6, 15, 9, 84);
    Draws.keys(12, KEYS)
        .map(key -> Draws.sequence(key, Draws.oneToTwo(3, 6, 9)))
        .forEach(
            sequence -> {
              for (long number = 0; number < 3; number++) {
                List<String> block = sequence.block(number);
                String order = String.join(" ", block);
                seen.merge(order, 1, Integer::sum);
                shares.put(order, 1.0 / 3 / orders.get(block.size()));
              }
            });

    assertThat(seen).hasSize(3 + 15 + 84);
    Bounds.assertFollows(
        counts(seen), shares.values().stream().mapToDouble(share -> share).toArray(), 1);
  }

  private static long[] counts(Map<String, Integer> seen) {
    return seen.values().stream().mapToLong(count -> count).toArray();
  }
}
