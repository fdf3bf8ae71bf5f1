package org.kleroterion.trial.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R01")
@DisplayNameGeneration(ReplaceUnderscores.class)
class RuleTest {
  private static final String FILE =
      """
      trial: t1
      version: 1
      title: A trial
      arms:
        - {code: A, label: Arm A, weight: 1}
        - {code: B, label: Arm B, weight: 1}
      blockSizes: [2]
      variables:
        - {name: a, type: boolean, label: A}
        - {name: b, type: boolean, label: B}
        - {name: c, type: boolean, label: C}
        - {name: i, type: integer, label: I}
        - {name: n, type: number, label: N}
        - {name: s, type: code, label: S, codes: {x: X, y: Y}}
      criteria:
        - {id: ALL, kind: inclusion, text: Reads all, rule: "a || b || c || i > 0 || n > 0 || s == 'x'"}
        - id: RULE
          kind: inclusion
          text: The rule under test
          rule: "%s"
      sites: []
      """;

  private static Rule rule(String source) {
    return Protocols.read(FILE.formatted(source)).criterion("RULE").orElseThrow().rule();
  }

  private static Screening screening(Map<String, Object> values) {
    return new Screening(values);
  }

  /** Kleene's strong tables: T, F, or - for missing. */
  @ParameterizedTest(name = "a={0} b={1}")
  @CsvSource({
    "T, T, T, T, F", "T, F, F, T, F", "T, -, -, T, F",
    "F, T, F, T, T", "F, F, F, F, T", "F, -, F, -, T",
    "-, T, -, T, -", "-, F, F, -, -", "-, -, -, -, -",
  })
  void a_missing_value_counts_only_where_it_decides(
      String a, String b, String and, String or, String not) {
    Map<String, Object> values = new TreeMap<>();
    truth(a).ifPresent(value -> values.put("a", value));
    truth(b).ifPresent(value -> values.put("b", value));
    Screening screening = screening(values);

    assertThat(rule("a && b").test(screening)).isEqualTo(truth(and));
    assertThat(rule("a || b").test(screening)).isEqualTo(truth(or));
    assertThat(rule("!a").test(screening)).isEqualTo(truth(not));
  }

  private static Optional<Boolean> truth(String letter) {
    return letter.equals("-") ? Optional.empty() : Optional.of(letter.equals("T"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          i > 3
          n <= 5
          n + 1.0 > 2.0
          double(i) * 2.0 < n
          s == "x"
          s != "x"
          s in ["x", "y"]
          i in [1, 2]
          a ? b : c
          (a ? i : 3) > 2
          a == b
          """)
  void without_values_every_rule_is_open(String rule) {
    assertThat(rule(rule.replace('"', '\'')).test(screening(Map.of()))).isEmpty();
  }

  @Test
  void a_choice_needs_only_the_branch_that_is_chosen() {
    Rule rule = rule("a ? b : c");
    assertThat(rule.test(screening(Map.of("a", true, "b", true)))).contains(true);
    assertThat(rule.test(screening(Map.of("a", false, "c", false)))).contains(false);
    assertThat(rule.test(screening(Map.of("a", true, "c", true)))).isEmpty();
    assertThat(rule.test(screening(Map.of("b", true, "c", true)))).isEmpty();
  }

  @Test
  @Tag("R18")
  void a_level_is_certain_or_there_is_none() {
    Level one = new Level("one", "One", rule("a"));
    Level two = new Level("two", "Two", rule("b"));
    Factor factor = new Factor("f", "F", List.of(one, two));

    assertThat(factor.level(screening(Map.of("a", true, "b", false)))).contains(one);
    assertThat(factor.level(screening(Map.of("a", false, "b", true)))).contains(two);
    assertThat(factor.level(screening(Map.of("a", false, "b", false)))).isEmpty();
    // Two levels, or one and perhaps the other: the stratum would depend on their order.
    assertThat(factor.level(screening(Map.of("a", true, "b", true)))).isEmpty();
    assertThat(factor.level(screening(Map.of("a", true)))).isEmpty();
    assertThat(factor.level(screening(Map.of("b", true)))).isEmpty();
  }

  @Test
  void a_rule_tells_what_it_reads_in_the_order_in_which_it_reads_it() {
    Rule rule = rule("n > 2 && (b || s == 'x') && n < 4 && a");
    assertThat(rule.variables()).containsExactly("n", "b", "s", "a");
    assertThat(rule.source()).isEqualTo("n > 2 && (b || s == 'x') && n < 4 && a");
  }

  @Test
  void integers_and_numbers_compare_as_numbers() {
    assertThat(rule("n <= 5").test(screening(Map.of("n", 5.0)))).contains(true);
    assertThat(rule("n <= 5").test(screening(Map.of("n", 5.00000000000001)))).contains(false);
    assertThat(rule("i >= 17.5").test(screening(Map.of("i", 17L)))).contains(false);
    assertThat(rule("i >= n").test(screening(Map.of("i", 2147483647L, "n", 2147483647.5))))
        .contains(false);
  }

  /**
   * More values can only settle what was open: the answer on part of a screening is that on the
   * whole of it, or empty. Otherwise a missing value could move a subject.
   */
  @Test
  @Tag("R18")
  void no_further_value_turns_an_answer_round_seed_20261123() {
    Random random = new Random(20261123);
    for (int round = 0; round < 300; round++) {
      Rule rule = rule(condition(random, 3));
      for (int i = 0; i < 20; i++) {
        Map<String, Object> whole = whole(random);
        Map<String, Object> part = new TreeMap<>(whole);
        part.keySet().removeIf(name -> random.nextBoolean());

        Optional<Boolean> onWhole = rule.test(screening(whole));
        Optional<Boolean> onPart = rule.test(screening(part));

        assertThat(onWhole).as(rule.source()).isPresent();
        assertThat(onPart.isEmpty() || onPart.equals(onWhole))
            .as("%s on %s of %s", rule.source(), part, whole)
            .isTrue();
        if (part.keySet().containsAll(rule.variables())) {
          assertThat(onPart).isPresent();
        }
      }
    }
  }

  private static Map<String, Object> whole(Random random) {
    return new TreeMap<>(
        Map.of(
            "a",
            random.nextBoolean(),
            "b",
            random.nextBoolean(),
            "c",
            random.nextBoolean(),
            "i",
            (long) random.nextInt(-3, 4),
            "n",
            random.nextInt(-6, 7) / 2.0,
            "s",
            random.nextBoolean() ? "x" : "y"));
  }

  private static String condition(Random random, int depth) {
    if (depth == 0) {
      return pick(
          random,
          List.of(
              "a",
              "b",
              "c",
              "i > 0",
              "i in [1, 2, -3]",
              "n <= 1.5",
              "n * 2.0 > double(i)",
              "s == 'x'",
              "s in ['y']",
              "i != 0",
              "i < n",
              "-i > 1",
              "a == b"));
    }
    String left = condition(random, depth - 1);
    String right = condition(random, random.nextInt(depth));
    return pick(
        random,
        List.of(
            "(" + left + " && " + right + ")",
            "(" + left + " || " + right + ")",
            "!(" + left + ")",
            "(" + left + " ? " + right + " : " + condition(random, depth - 1) + ")"));
  }

  private static <T> T pick(Random random, List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
