package org.kleroterion.trial.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kleroterion.trial.protocol.file.Decimal;

@Tag("R18")
@DisplayNameGeneration(ReplaceUnderscores.class)
class ScreeningTest {
  private final Protocol protocol = Protocols.wlrt();

  private Screening read(String json) throws Exception {
    return protocol.dictionary().read(Screenings.json(json), "");
  }

  @Test
  void the_same_values_have_one_text_in_whatever_order_and_form_they_come() throws Exception {
    Screening one = read("{\"largest_metastasis_cm\": 5, \"age\": 58.0, \"sex\": \"female\"}");
    Screening other = read("{\"sex\":\"female\",\"age\":5.8e1,\"largest_metastasis_cm\":5.00}");

    assertThat(one.canonical())
        .isEqualTo("{\"age\":58,\"largest_metastasis_cm\":5,\"sex\":\"female\"}")
        .isEqualTo(other.canonical());
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(read("{\"age\":58,\"largest_metastasis_cm\":5}"));
  }

  @Test
  void members_are_sorted_and_every_type_has_its_form() {
    assertThat(Screenings.eligible().read(protocol).canonical())
        .isEqualTo(
            "{\"adequate_organ_function\":true,\"age\":58,\"all_lesions_treatable\":true,"
                + "\"child_pugh\":\"none\",\"cns_metastases\":false,"
                + "\"diagnosis_basis\":\"imaging\",\"ecog\":1,\"hormone_receptor\":\"positive\","
                + "\"largest_metastasis_cm\":3.2,\"life_expectancy_months\":24,"
                + "\"locoregional_recurrence\":false,\"malignant_pleural_effusion\":false,"
                + "\"metastasis_count\":2,\"months_since_radical_surgery\":14.5,"
                + "\"palliative_radiotherapy_indicated\":false,\"pregnant_or_lactating\":false,"
                + "\"prior_radiotherapy_to_target\":false,\"recist_evaluable_lesions\":1,"
                + "\"serious_comorbidity\":false,\"sex\":\"female\","
                + "\"systemic_therapy\":\"received\",\"visceral_metastasis\":false}");
    assertThat(Screenings.nothing().read(protocol).canonical()).isEqualTo("{}");
  }

  /** Of ECMAScript's Number::toString, as RFC 8785 §3.2.2.3 demands. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "5.0, 5",
    "-5.50, -5.5",
    "0.002, 0.002",
    "0.000001, 0.000001",
    "0.0000012, 0.0000012",
    "1e-7, 1e-7",
    "1.25e-7, 1.25e-7",
    "-1.25e-27, -1.25e-27",
    "1e15, 1000000000000000",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "1e23, 1e+23",
    "-1.5e30, -1.5e+30",
    "333333333.333333, 333333333.333333",
    "0.1, 0.1",
    "2e-3, 0.002",
  })
  void numbers_are_written_as_rfc_8785_writes_them(String number, String written) {
    assertThat(Decimal.json(Double.parseDouble(number))).isEqualTo(written);
  }

  @Test
  void any_number_of_15_digits_comes_back_digit_by_digit_seed_7() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      BigDecimal number =
          BigDecimal.valueOf(random.nextLong(), random.nextInt(-250, 270))
              .round(new MathContext(1 + random.nextInt(15)));
      String written = Decimal.json(number.doubleValue());
      assertThat(new BigDecimal(written)).isEqualByComparingTo(number);
      assertThat(Double.parseDouble(written)).isEqualTo(number.doubleValue());
    }
  }

  @Test
  void reading_the_text_again_gives_an_equal_screening_seed_11() throws Exception {
    RandomScreenings random = new RandomScreenings(protocol.dictionary(), 11);
    for (int i = 0; i < 2_000; i++) {
      Screening screening = read(random.valid().toString());
      Screening again = read(screening.canonical());
      assertThat(again).isEqualTo(screening);
      assertThat(again.canonical()).isEqualTo(screening.canonical());
    }
  }

  @Test
  void a_subjects_values_do_not_reach_a_log_by_way_of_a_message() {
    assertThat(Screenings.eligible().read(protocol)).hasToString("Screening of 22 values");
  }
}
