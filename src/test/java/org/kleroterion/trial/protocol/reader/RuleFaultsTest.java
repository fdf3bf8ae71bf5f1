package org.kleroterion.trial.protocol.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.file.Fault;

/** What a rule may not say: the fault tells the column, in the author's words. */
@Timeout(20)
@DisplayNameGeneration(ReplaceUnderscores.class)
class RuleFaultsTest {
  private static final String RULE = "rule: cm <= 5";

  private static List<Fault> faults(String rule) {
    String quoted = "rule: '" + rule.replace("'", "''") + "'";
    return Protocols.faults(FaultsTest.RIGHT.replace(RULE, quoted)).stream()
        // Not what follows from it for others: a variable unread, a level out of reach.
        .filter(fault -> fault.path().equals("criteria[0].rule"))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @Tag("R18")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          cm <=                     | 6 | the rule ends too early
          cm <= 5)                  | 8 | not expected: ')'
          cm = 5                    | 4 | not understood: '= '
          cm ≤ 5                    | 4 | not understood: '≤'
          cm <= 5 and well          | 9 | not expected: 'and'
          'cm                       | 1 | not understood
          # nothing                 | 1 | not understood
          cn <= 5                   | 1 | no variable `cn`. Did you mean `cm`?
          well && CM <= 5           | 9 | no variable `CM`. Did you mean `cm`?
          .cm <= 5                  | 2 | no variable `.cm`
          sex == male               | 8 | no variable `male`
          true                      | 1 | reads no variable
          1 < 2                     | 1 | reads no variable
          cm                        | 1 | not a condition
          count + 1                 | 1 | not a condition
          sex                       | 1 | not a condition
          sex == 'femal'            | 8 | `sex` has no code 'femal'. Did you mean `female`?
          'Female' == sex           | 1 | `sex` has no code 'Female'. Did you mean `female`?
          sex != ''                 | 8 | `sex` has no code ''
          sex != ' female'          | 8 | `sex` has no code ' female'
          sex in ['female', 'mal']  | 19 | `sex` has no code 'mal'. Did you mean `male`?
          well && sex == '0'        | 16 | `sex` has no code '0'
          (well ? sex : sex) == 'x' | 7 | No variable is compared
          sex == (well ? 'a' : 'b') | 14 | A computed code is compared
          well && 'a' == 'a'        | 9 | No variable is compared
          well && 'a' in ['a']      | 9 | No variable is compared
          sex > 'a'                 | 5 | `>` cannot be applied to (code, code)
          sex == 1                  | 5 | `==` cannot be applied to (code, integer)
          well == 'true'            | 6 | `==` cannot be applied to (boolean, code)
          well == 1                 | 6 | `==` cannot be applied to (boolean, integer)
          cm == 5                   | 4 | `==` cannot be applied to (number, integer)
          cm in [1, 2]              | 4 | `in` cannot be applied to (number, list of integer)
          count + cm > 2            | 7 | `+` cannot be applied to (integer, number)
          count && well             | 7 | `&&` cannot be applied to (integer, boolean)
          well > false              | 6 | `>` cannot be applied to (boolean, boolean)
          well ? cm : count         | 6 | `?:` cannot be applied to (boolean, number, integer)
          !count                    | 1 | `!` cannot be applied to (integer)
          count / 2 > 1             | 7 | `/` cannot be applied to (integer, integer)
          count % 2 == 0            | 7 | `%` is not part of the language
          int(cm) > 2               | 4 | `int` is not part of the language
          double(sex) > 2           | 7 | `double` cannot be applied to (code)
          size(sex) > 1             | 5 | `size` is not part of the language
          sex.startsWith('f')       | 15 | `startsWith` is not part of the language
          sex.matches('(a+)+')      | 12 | `matches` is not part of the language
          matches(sex, 'a')         | 8 | `matches` is not part of the language
          string(cm) == '1'         | 7 | `string` is not part of the language
          timestamp('2020') == x    | 10 | `timestamp` is not part of the language
          duration(sex) == cm       | 9 | `duration` is not part of the language
          type(cm) == double        | 5 | `type` is not part of the language
          dyn(cm) == 5              | 4 | `dyn` is not part of the language
          has(cm)                   | 4 | `has` is not part of the language
          [1].all(x, x > cm)        | 8 | `all` is not part of the language
          [count].exists(x, x > 1)  | 15 | `exists` is not part of the language
          [cm] == [cm]              | 1 | A list that does not follow `in`
          {'a': cm} == {}           | 1 | A map here is not part
          cm.value > 1              | 3 | `.value` is not part of the language
          count == 5u               | 10 | A constant of this type
          cm == null                | 7 | A constant of this type
          sex == b'a'               | 8 | A constant of this type
          count in []               | 10 | list is empty
          count in [count]          | 11 | may have only numbers and 'codes'
          count in cm               | 7 | `in` cannot be applied to (integer, number)
          cm < 1e400                | 6 | too large
          count > 99999999999999999999 | 9 | 99999999999999999999
          1.0 / cm > 2              | 5 | divisor can be 0
          cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm * cm > 1 | 99 | too large to be computed
          count * 4000000000000000000 > 1 | 7 | too large to be computed
          """)
  void a_rule_that_could_not_mean_what_it_says_is_refused(String rule, int column, String what) {
    assertThat(faults(rule))
        .isNotEmpty()
        .allSatisfy(
            fault -> {
              assertThat(fault.line()).isEqualTo(20);
              assertThat(fault.remedy()).endsWith(".");
            });
    assertThat(faults(rule).get(0).what()).startsWith("At column " + column + ": ").contains(what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cm < 5.5 && count >= -1",
        "5 >= cm",
        "cm <= count",
        "count in [1, 2, -3]",
        "sex in ['male', 'female'] || well",
        "sex == sex",
        "well == true",
        "!(well != false)",
        "well ? cm > 1 : count > 1",
        "(well ? count : 3) > 2",
        "cm / 2.0 + 1.0 - 3.5 * cm < double(count)",
        "2.0 / (cm + 1.0) > 0.5",
        "-count < 0 && -cm < 0",
        "count * count + count - 1 > 3",
      })
  void a_rule_may_say(String rule) {
    assertThat(faults(rule)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "!", "-", "well && ", "count + ", "well ? well : ", "[", "{", "'", "a.", "5"})
  void a_rule_of_any_shape_is_judged_and_nothing_breaks(String part) {
    assertThat(faults(part.repeat(1990 / part.length()) + "well"))
        .allSatisfy(
            fault -> {
              assertThat(fault.what()).startsWith("At column ");
              assertThat(fault.toString().length()).isLessThan(3000);
            });
    assertThat(faults("well || " + part.repeat(2000)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("characters"));
  }
}
