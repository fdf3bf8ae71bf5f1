package org.kleroterion.trial.protocol.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.file.Fault;

/** A factor's levels take everybody who may be admitted, and nobody twice. */
@Tag("R18")
@DisplayNameGeneration(ReplaceUnderscores.class)
class LevelCheckTest {
  private static final String FILE =
      """
      trial: t1
      version: 1
      title: A trial
      arms:
        - {code: A, label: Arm A, weight: 1}
        - {code: B, label: Arm B, weight: 1}
      blockSizes: [2]
      factors:
        - code: f
          label: F
          levels:
            - {code: one, label: One, rule: "%s"}
            - {code: two, label: Two, rule: "%s"}
      variables:
        - {name: count, type: integer, label: Count, minimum: 0}
        - {name: age, type: integer, label: Age, minimum: 0, maximum: 130}
        - {name: cm, type: number, label: Cm, minimum: 0}
        - {name: grade, type: code, label: Grade, codes: {low: Low, middle: Middle, high: High}}
        - {name: well, type: boolean, label: Well}
      criteria:
        - {id: C1, kind: inclusion, text: Count, rule: "%s"}
        - {id: C2, kind: exclusion, text: All, rule: "count < 0 && age < 0 && cm < 0 && grade != grade && !well"}
      sites: []
      """;

  private static final String ANYBODY = "count >= 0";

  private static List<Fault> faults(String one, String two, String criterion) {
    return Protocols.faults(FILE.formatted(one, two, criterion));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      textBlock =
          """
          count <= 2         | count > 2
          count < 1          | count >= 1
          age < 65           | age >= 65
          cm < 2.5           | cm >= 2.5
          cm <= 2            | cm > 2
          grade == 'low'     | grade != 'low'
          grade == 'low'     | grade in ['middle', 'high']
          well               | !well
          well && count > 2  | !well || count <= 2
          age + count > 70   | age + count <= 70
          cm > double(age)   | cm <= double(age)
          """)
  void levels_that_divide_everybody_are_right(String one, String two) {
    assertThat(faults(one, two, ANYBODY)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      textBlock =
          """
          count <= 2         | count >= 2         | {"count":2}
          cm <= 2.5          | cm >= 2.5          | {"cm":2.5}
          cm < 2.00000000000001 | cm >= 2         | {"cm":2}
          age <= 65          | age > 64           | {"age":65}
          grade != 'low'     | grade in ['low', 'high'] | {"grade":"high"}
          well               | well || count > 3  | "well":true
          """)
  void a_screening_that_reaches_two_levels_is_shown(String one, String two, String screening) {
    assertThat(faults(one, two, ANYBODY))
        .anySatisfy(
            fault -> {
              assertThat(fault.path()).isEqualTo("factors[0].levels[1].rule");
              assertThat(fault.line()).isEqualTo(13);
              assertThat(fault.what())
                  .contains(screening)
                  .contains("reaches both level one and level two");
            });
  }

  @Test
  void levels_may_not_overlap_even_for_those_who_are_not_admitted() {
    assertThat(faults("count <= 2", "count >= 2", "count != 2"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("{\"count\":2}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      textBlock =
          """
          count < 2          | count > 2          | {"count":2}
          count <= 2         | count >= 4         | {"count":3}
          cm < 2.5           | cm > 2.5           | {"cm":2.5}
          cm < 2             | cm > 3             | {"cm":2}
          cm >= 1 && cm <= 2 | cm > 2             | {"cm":0}
          grade == 'low'     | grade == 'high'    | {"grade":"middle"}
          well && count > 2  | !well && count > 2 | {"count":0,"well":true}
          """)
  void a_screening_that_reaches_no_level_is_shown(String one, String two, String screening) {
    assertThat(faults(one, two, ANYBODY))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).isEqualTo("factors[0].levels");
              assertThat(fault.line()).isEqualTo(12);
              assertThat(fault.what())
                  .isEqualTo(
                      "The screening " + screening + " fails no criterion and reaches no level.");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      textBlock =
          """
          0 | count < 1 | count >= 1
          999 | count < 999 | count > 999
          999 | count <= 999 | count >= 999
          """)
  void a_code_for_a_missing_value_needs_no_level(String missing, String one, String two) {
    String coded =
        FILE.formatted(one, two, ANYBODY)
            .replace("Count, minimum: 0}", "Count, minimum: 0, missing: [" + missing + "]}");
    if (missing.equals("0")) {
      // Only 0 is below 1, and a screening cannot have it.
      assertThat(Protocols.faults(coded))
          .extracting(Fault::what)
          .containsExactly("No screening reaches the level.");
    } else {
      assertThat(Protocols.faults(coded)).isEmpty();
      assertThat(faults(one, two, ANYBODY)).as("without the code").hasSize(1);
    }
  }

  @Test
  void nobody_who_fails_a_criterion_needs_a_level() {
    assertThat(
            faults(
                "count == 1 || count == 2", "count >= 3 && count <= 5", "count >= 1 && count <= 5"))
        .isEmpty();
  }

  @Test
  void a_criterions_own_numbers_are_tried_as_well() {
    assertThat(faults("count <= 2", "count >= 3 && count <= 5", "count <= 5 || count == 50"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("{\"count\":50}"));
  }

  @Test
  void a_criterion_that_turns_on_other_values_too_does_not_close_a_gap() {
    assertThat(faults("count <= 2", "count >= 3 && count <= 5", "count <= 5 || well"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("reaches no level"));
  }

  @Test
  void a_level_that_nobody_reaches_is_a_fault() {
    assertThat(faults("count >= 0", "count > 5 && count < 3", ANYBODY))
        .extracting(Fault::path, Fault::what)
        .containsExactly(tuple("factors[0].levels[1].rule", "No screening reaches the level."));
    assertThat(faults("age <= 130", "age > 130", ANYBODY))
        .extracting(Fault::what)
        .containsExactly("No screening reaches the level.");
  }

  @Test
  void a_level_that_only_the_refused_reach_is_a_fault() {
    assertThat(faults("count <= 5", "count > 5", "count <= 5"))
        .extracting(Fault::path, Fault::what)
        .containsExactly(
            tuple(
                "factors[0].levels[1].rule",
                "Only screenings that fail a criterion reach the level."));
  }

  @Test
  void rules_too_wide_to_be_tried_out_are_refused_rather_than_half_checked() {
    String one =
        IntStream.rangeClosed(1, 20)
            .mapToObj(i -> "cm < %d.5 && age != %d && count != %d".formatted(i, 5 * i, 7 * i))
            .collect(Collectors.joining(" && "));
    assertThat(faults(one, "!(" + one + ")", ANYBODY))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).isEqualTo("factors[0].levels");
              assertThat(fault.what()).contains("too many combinations of values");
            });
  }

  @Test
  @Timeout(20)
  void a_check_near_the_limit_takes_seconds_at_most() {
    // Every age, grade and truth value with the bounds of counts and diameters: 60,000 screenings.
    String one = "well && age > 50 && grade != 'low' && count > 3 && cm > 2.5";
    assertThat(faults(one, "!(" + one + ")", ANYBODY)).isEmpty();
  }
}
