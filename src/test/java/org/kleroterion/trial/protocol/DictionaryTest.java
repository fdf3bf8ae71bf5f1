package org.kleroterion.trial.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;

/** A screening is read exactly as it was sent, or refused member by member. */
@Tag("R18")
@Timeout(10)
@DisplayNameGeneration(ReplaceUnderscores.class)
class DictionaryTest {
  private final Dictionary dictionary = Protocols.wlrt().dictionary();

  private Screening read(String json) throws Exception {
    return dictionary.read(Screenings.json(json), "/screening");
  }

  private InvalidRequest refusal(String json) {
    InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, () -> read(json));
    assertThat(refused).as(json).isNotNull();
    return refused;
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          age  | 58                        | 58
          age  | 58.0                      | 58
          age  | 58.000                    | 58
          age  | 5.8e1                     | 58
          age  | 5.8E+1                    | 58
          age  | 580e-1                    | 58
          age  | 0                         | 0
          age  | -0                        | 0
          age  | -0.0                      | 0
          age  | 0e1000000000              | 0
          age  | 0e-1000000000             | 0
          age  | 130                       | 130
          metastasis_count     | 99 | 99
          largest_metastasis_cm | 5        | 5.0
          largest_metastasis_cm | 5.0      | 5.0
          largest_metastasis_cm | 0.5e1    | 5.0
          largest_metastasis_cm | 5.00000000000000000000 | 5.0
          largest_metastasis_cm | -0.0     | 0.0
          largest_metastasis_cm | 3.2      | 3.2
          largest_metastasis_cm | 4.99999999999999 | 4.99999999999999
          largest_metastasis_cm | 30       | 30.0
          largest_metastasis_cm | 3e1      | 30.0
          largest_metastasis_cm | 1e-300   | 1.0E-300
          sex  | "female"                  | female
          child_pugh | "A"                 | A
          cns_metastases | true            | true
          cns_metastases | false           | false
          """)
  void a_value_is_taken_as_it_is(String variable, String json, String value) throws Exception {
    Screening screening = read("{\"" + variable + "\":" + json + "}");
    assertThat(screening.value(variable)).map(Object::toString).contains(value);
    assertThat(screening.values()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          age  | null                      | leave the member out
          age  | "58"                      | Must be a whole number, not text.
          age  | ""                        | Must be a whole number, not text.
          age  | true                      | Must be a whole number, not a boolean.
          age  | [58]                      | Must be a whole number, not an array.
          age  | {}                        | Must be a whole number, not an object.
          age  | 58.5                      | Must be a whole number, without a fraction.
          age  | 58.0000000000000000000001 | Must be a whole number, without a fraction.
          age  | 1e-1000000000             | Must be a whole number, without a fraction.
          age  | -1                        | Must be between 0 and 130 (years).
          age  | 131                       | Must be between 0 and 130 (years).
          age  | 130.0000001               | Must be between 0 and 130 (years).
          age  | 1e1000000000              | Must be between 0 and 130 (years).
          age  | -1e1000000000             | Must be between 0 and 130 (years).
          age  | 99999999999999999999999999999999999999 | Must be between 0 and 130 (years).
          ecog | 6                         | Must be between 0 and 5.
          metastasis_count | 100           | Must be between 0 and 99 (lesions).
          largest_metastasis_cm | "3,2"    | Must be a number, not text.
          largest_metastasis_cm | "NaN"    | Must be a number, not text.
          largest_metastasis_cm | false    | Must be a number, not a boolean.
          largest_metastasis_cm | null     | leave the member out
          largest_metastasis_cm | -0.1     | Must be between 0 and 30 (cm).
          largest_metastasis_cm | -1e-999  | Must be between 0 and 30 (cm).
          largest_metastasis_cm | 1e400    | Must be between 0 and 30 (cm).
          largest_metastasis_cm | 1e1000000000 | Must be between 0 and 30 (cm).
          largest_metastasis_cm | 30.0000000000001 | Must be between 0 and 30 (cm).
          largest_metastasis_cm | 5.000000000000001 | Has more than 15 significant digits
          largest_metastasis_cm | 0.1000000000000000055511151231257827 | Has more than 15
          largest_metastasis_cm | 1e-301   | too close to zero
          largest_metastasis_cm | 1e-1000000000 | too close to zero
          sex  | "Female"                  | Must be exactly one of female, male.
          sex  | "FEMALE"                  | Must be exactly one of female, male.
          sex  | " female"                 | Must be exactly one of female, male.
          sex  | "female "                 | Must be exactly one of female, male.
          sex  | "f"                       | Must be exactly one of female, male.
          sex  | ""                        | Must be exactly one of female, male.
          sex  | " "                       | Must be exactly one of female, male.
          sex  | "0"                       | Must be exactly one of female, male.
          sex  | 0                         | Must be exactly one of female, male, not a number.
          sex  | 1                         | Must be exactly one of female, male, not a number.
          sex  | false                     | Must be exactly one of female, male, not a boolean.
          sex  | ["female"]                | Must be exactly one of female, male, not an array.
          sex  | null                      | leave the member out
          sex  | "female\\u0000"           | Must be exactly one of female, male.
          sex  | "fеmale"                  | Must be exactly one of female, male.
          child_pugh | "a"                 | Must be exactly one of none, A, B, C.
          cns_metastases | 0               | Must be true or false, not a number.
          cns_metastases | 1               | Must be true or false, not a number.
          cns_metastases | "true"          | Must be true or false, not text.
          cns_metastases | "no"            | Must be true or false, not text.
          cns_metastases | ""              | Must be true or false, not text.
          cns_metastases | null            | leave the member out
          ecgo | 1                         | no such variable. Did you mean `ecog`?
          AGE  | 58                        | no such variable. Did you mean `age`?
          name | "Zhang"                   | The protocol has no such variable.
          """)
  void a_value_that_is_not_the_variables_is_refused(String variable, String json, String message) {
    assertThat(refusal("{\"" + variable + "\":" + json + "}").violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.pointer()).isEqualTo("/screening/" + variable);
              assertThat(violation.message()).contains(message);
            });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          count | -99    | -99 stands for a missing value in this variable: leave the variable out.
          count | -99.0  | -99 stands for a missing value in this variable: leave the variable out.
          count | -9.9e1 | -99 stands for a missing value in this variable: leave the variable out.
          count | 3      | 3 stands for a missing value in this variable: leave the variable out.
          count | 99     | Must be between 0 and 9.
          cm    | -99    | -99 stands for a missing value in this variable: leave the variable out.
          cm    | 999.9  | 999.9 stands for a missing value in this variable: leave the variable out.
          cm    | 999.90 | 999.9 stands for a missing value in this variable: leave the variable out.
          cm    | 0e9    | 0 stands for a missing value in this variable: leave the variable out.
          """)
  void a_code_for_a_missing_value_is_no_value(String variable, String json, String message)
      throws Exception {
    Dictionary coded = missing().dictionary();
    InvalidRequest refused =
        catchThrowableOfType(
            InvalidRequest.class,
            () -> coded.read(Screenings.json("{\"" + variable + "\":" + json + "}"), "/screening"));
    assertThat(refused.violations())
        .containsExactly(new Violation("/screening/" + variable, message));
  }

  @Test
  void a_number_beside_a_code_for_a_missing_value_is_a_value() throws Exception {
    Screening screening =
        missing().dictionary().read(Screenings.json("{\"count\": 4, \"cm\": 999}"), "");
    assertThat(screening.canonical()).isEqualTo("{\"cm\":999,\"count\":4}");
  }

  /** Two numbers with codes for a missing value, within and outside the bounds. */
  static Protocol missing() {
    return Protocols.read(
        """
        trial: missing
        version: 1
        title: A trial
        arms: [{code: A, label: Arm A, weight: 1}, {code: B, label: Arm B, weight: 1}]
        blockSizes: [2]
        variables:
          - {name: count, type: integer, label: C, minimum: 0, maximum: 9, missing: [-99, 3]}
          - {name: cm, type: number, label: D, minimum: 0, maximum: 1000, missing: [-99, 999.9, 0]}
        criteria:
          - {id: C1, kind: inclusion, text: T, rule: count <= 5 && cm <= 5}
        sites: []
        """);
  }

  @Test
  void every_wrong_member_is_told_at_once() {
    assertThat(
            refusal("{\"age\": 17.5, \"ecog\": 1, \"sex\": \"F\", \"cns_metastases\": 0, \"x\": 1}")
                .violations())
        .extracting(Violation::pointer)
        .containsExactly(
            "/screening/age", "/screening/sex", "/screening/cns_metastases", "/screening/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "5", "\"{}\"", "true"})
  void a_screening_is_an_object(String json) {
    assertThat(refusal(json).violations())
        .extracting(Violation::pointer)
        .containsExactly("/screening");
  }

  @Test
  void an_empty_screening_is_a_screening() throws Exception {
    assertThat(read("{}").values()).isEmpty();
  }

  @Test
  void the_pointer_is_escaped_and_an_endless_name_is_cut() {
    assertThat(refusal("{\"a/b~c\": 1}").violations().get(0).pointer())
        .isEqualTo("/screening/a~1b~0c");
    Violation endless = refusal("{\"" + "a".repeat(40_000) + "\": 1}").violations().get(0);
    assertThat(endless.pointer()).hasSizeLessThan(100);
    assertThat(endless.message()).hasSizeLessThan(100);
  }

  @Test
  void a_parser_that_rounds_to_doubles_cannot_smuggle_in_infinity() throws Exception {
    var rounding = new ObjectMapper().readTree("{\"largest_metastasis_cm\": 1e400}");
    assertThatThrownBy(() -> dictionary.read(rounding, ""))
        .isInstanceOfSatisfying(
            InvalidRequest.class,
            refused ->
                assertThat(refused.violations())
                    .containsExactly(
                        new Violation(
                            "/largest_metastasis_cm", "Is too large to be stored exactly.")));
    var fitting = new ObjectMapper().readTree("{\"largest_metastasis_cm\": 3.2, \"age\": 58.0}");
    assertThat(dictionary.read(fitting, "").canonical())
        .isEqualTo("{\"age\":58,\"largest_metastasis_cm\":3.2}");
  }
}
