package org.kleroterion.trial.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kleroterion.trial.protocol.Outcome.MET;
import static org.kleroterion.trial.protocol.Outcome.MISSING;
import static org.kleroterion.trial.protocol.Outcome.NOT_MET;

import java.security.MessageDigest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kleroterion.trial.protocol.file.Fault;
import org.kleroterion.trial.protocol.reader.ProtocolReader;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WlrtProtocolTest {
  /** The registration's lines, in its order, its line breaks within a sentence as one space. */
  private static final List<Map.Entry<String, String>> REGISTERED =
      List.of(
          entry("I1", "18-70 years old"),
          entry("GENDER", "Participant gender: Female"),
          entry("I2", "ECOG performance status 0-2."),
          entry(
              "I3",
              "Metachronous extracranial oligometastatic diseases which occurred after 3 months"
                  + " after radical surgery, and diagnosed by pathology or imaging. Biopsy of"
                  + " metastasis is preferred."),
          entry(
              "I4",
              "Total number of metastases 1-5 , the maximum diameter of metastases ≤5 cm and at"
                  + " least one lesion could be evaluated by RECIST1.1."),
          entry("I5", "Have received or plan to receive systemic therapy."),
          entry("I6", "All lesions could be safely treated by radiotherapy."),
          entry("I7", "Life expectancy > 6 months."),
          entry("I8", "Have adequate organ function."),
          entry("E1", "Have simultaneous locoregional recurrences."),
          entry("E2", "Have metastases in the central nervous system."),
          entry(
              "E3",
              "have indications for palliative radiotherapy to reduce symptoms, such as pain,"
                  + " bleeding, obstruction, and pending fractures caused by the tumor."),
          entry(
              "E4",
              "Have moderate/severe liver dysfunction (Child Pugh B or C) from liver metastases,"
                  + " ."),
          entry("E5", "Malignant pleural effusion"),
          entry("E6", "Unable to tolerate radiotherapy due to serious comorbidity"),
          entry("E7", "Have received prior radiotherapy for target area"),
          entry("E8", "Pregnant or lactating women"));

  private final Protocol protocol = Protocols.wlrt();

  @Test
  void arms_are_allocated_one_to_two_in_blocks_of_six_and_nine() {
    assertThat(protocol.trial()).isEqualTo("wlrt-obc");
    assertThat(protocol.arms())
        .containsExactly(
            new Arm("CONTROL", "Standard systemic therapy", 1),
            new Arm("WLRT", "Standard systemic therapy + radiotherapy", 2));
    assertThat(protocol.blockSizes()).containsExactly(6, 9);
    assertThat(protocol.arm("WLRT")).contains(protocol.arms().get(1));
    assertThat(protocol.arm("wlrt")).isEmpty();
  }

  @Test
  void criteria_are_the_registrations_lines_verbatim() {
    assertThat(protocol.criteria())
        .extracting(criterion -> entry(criterion.id(), criterion.text()))
        .containsExactlyElementsOf(REGISTERED);
    assertThat(protocol.criteria())
        .allMatch(
            criterion ->
                criterion.id().startsWith("E") == (criterion.kind() == Criterion.Kind.EXCLUSION));
  }

  @Test
  void nothing_that_the_registration_does_not_say_is_set() {
    assertThat(protocol.target()).isEmpty();
    assertThat(protocol.validityDays()).isEmpty();
    assertThat(protocol.reason()).isEmpty();
    assertThat(protocol.version()).isEqualTo(1);
    assertThat(protocol.title())
        .isEqualTo("Radiotherapy for Extracranial Oligometastatic Breast Cancer");
  }

  @Test
  void sites_are_the_sponsor_and_its_collaborators() {
    assertThat(protocol.sites())
        .extracting(Site::name)
        .containsExactly(
            "Chinese Academy of Medical Sciences",
            "China-Japan Union Hospital, Jilin University",
            "Liaoning Tumor Hospital & Institute",
            "Peking Union Medical College Hospital",
            "Shanxi Province Cancer Hospital",
            "Taizhou Hospital of Zhejiang Province",
            "West China Hospital",
            "Wuhan University");
    assertThat(protocol.sites())
        .extracting(Site::timeZone)
        .containsOnly(ZoneId.of("Asia/Shanghai"));
    assertThat(protocol.site("west-china")).contains(protocol.sites().get(6));
  }

  @Test
  @Tag("R18")
  void strata_are_named_by_their_levels_in_order() {
    assertThat(protocol.strata())
        .containsExactly(
            "visceral=yes,metastases=1-2,receptor=positive",
            "visceral=yes,metastases=1-2,receptor=negative",
            "visceral=yes,metastases=3-5,receptor=positive",
            "visceral=yes,metastases=3-5,receptor=negative",
            "visceral=no,metastases=1-2,receptor=positive",
            "visceral=no,metastases=1-2,receptor=negative",
            "visceral=no,metastases=3-5,receptor=positive",
            "visceral=no,metastases=3-5,receptor=negative");
  }

  @ParameterizedTest
  @Tag("R18")
  @CsvSource({
    "false, 1, positive, 'visceral=no,metastases=1-2,receptor=positive'",
    "false, 2, positive, 'visceral=no,metastases=1-2,receptor=positive'",
    "false, 3, negative, 'visceral=no,metastases=3-5,receptor=negative'",
    "true, 5, positive, 'visceral=yes,metastases=3-5,receptor=positive'",
    "true, 2, negative, 'visceral=yes,metastases=1-2,receptor=negative'",
  })
  void the_stratum_follows_from_the_screening(
      boolean visceral, int metastases, String receptor, String stratum) {
    assertThat(protocol.stratum(Screenings.eligible(visceral, metastases, receptor).read(protocol)))
        .contains(stratum);
  }

  @ParameterizedTest
  @Tag("R18")
  @CsvSource({"visceral_metastasis", "metastasis_count", "hormone_receptor"})
  void without_a_value_that_decides_it_there_is_no_stratum(String variable) {
    Screening screening = Screenings.eligible().without(variable).read(protocol);
    assertThat(protocol.stratum(screening)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "6"})
  void a_count_that_no_level_takes_has_no_stratum(int metastases) {
    Screening screening = Screenings.eligible().with("metastasis_count", metastases).read(protocol);
    assertThat(protocol.stratum(screening)).isEmpty();
  }

  @Test
  @Tag("R01")
  void the_eligible_screening_meets_every_criterion() {
    assertThat(protocol.criteria())
        .allMatch(each -> each.outcome(Screenings.eligible().read(protocol)) == MET);
  }

  @Test
  @Tag("R01")
  void an_empty_screening_leaves_every_criterion_open() {
    assertThat(protocol.criteria())
        .allMatch(each -> each.outcome(Screenings.nothing().read(protocol)) == MISSING);
  }

  @ParameterizedTest(name = "{0}: {1} = {2} is {3}")
  @Tag("R01")
  @CsvSource({
    "I1, age, 17, NOT_MET",
    "I1, age, 18, MET",
    "I1, age, 70, MET",
    "I1, age, 71, NOT_MET",
    "GENDER, sex, female, MET",
    "GENDER, sex, male, NOT_MET",
    "I2, ecog, 0, MET",
    "I2, ecog, 2, MET",
    "I2, ecog, 3, NOT_MET",
    "I2, ecog, 5, NOT_MET",
    "I3, months_since_radical_surgery, 2.9, NOT_MET",
    "I3, months_since_radical_surgery, 3, NOT_MET",
    "I3, months_since_radical_surgery, 3.00000000000001, MET",
    "I3, diagnosis_basis, pathology, MET",
    "I3, diagnosis_basis, imaging, MET",
    "I3, diagnosis_basis, none, NOT_MET",
    "I4, metastasis_count, 0, NOT_MET",
    "I4, metastasis_count, 1, MET",
    "I4, metastasis_count, 5, MET",
    "I4, metastasis_count, 6, NOT_MET",
    "I4, largest_metastasis_cm, 5, MET",
    "I4, largest_metastasis_cm, 5.00000000000001, NOT_MET",
    "I4, recist_evaluable_lesions, 0, NOT_MET",
    "I4, recist_evaluable_lesions, 1, MET",
    "I5, systemic_therapy, received, MET",
    "I5, systemic_therapy, planned, MET",
    "I5, systemic_therapy, none, NOT_MET",
    "I6, all_lesions_treatable, true, MET",
    "I6, all_lesions_treatable, false, NOT_MET",
    "I7, life_expectancy_months, 6, NOT_MET",
    "I7, life_expectancy_months, 6.00000000000001, MET",
    "I8, adequate_organ_function, true, MET",
    "I8, adequate_organ_function, false, NOT_MET",
    "E1, locoregional_recurrence, true, NOT_MET",
    "E1, locoregional_recurrence, false, MET",
    "E2, cns_metastases, true, NOT_MET",
    "E2, cns_metastases, false, MET",
    "E3, palliative_radiotherapy_indicated, true, NOT_MET",
    "E3, palliative_radiotherapy_indicated, false, MET",
    "E4, child_pugh, none, MET",
    "E4, child_pugh, A, MET",
    "E4, child_pugh, B, NOT_MET",
    "E4, child_pugh, C, NOT_MET",
    "E5, malignant_pleural_effusion, true, NOT_MET",
    "E5, malignant_pleural_effusion, false, MET",
    "E6, serious_comorbidity, true, NOT_MET",
    "E6, serious_comorbidity, false, MET",
    "E7, prior_radiotherapy_to_target, true, NOT_MET",
    "E7, prior_radiotherapy_to_target, false, MET",
    "E8, pregnant_or_lactating, true, NOT_MET",
    "E8, pregnant_or_lactating, false, MET",
  })
  void each_bound_lies_where_the_text_puts_it(
      String id, String variable, String value, Outcome outcome) {
    Object typed =
        switch (protocol.dictionary().variable(variable).orElseThrow().type()) {
          case INTEGER -> Long.valueOf(value);
          case NUMBER -> Double.valueOf(value);
          case BOOLEAN -> Boolean.valueOf(value);
          case CODE -> value;
        };
    Screenings eligible = Screenings.eligible();
    Criterion criterion = protocol.criterion(id).orElseThrow();

    assertThat(criterion.outcome(eligible.with(variable, typed).read(protocol))).isEqualTo(outcome);
    assertThat(criterion.outcome(eligible.without(variable).read(protocol))).isEqualTo(MISSING);
    // No other criterion turns on this value, so the table leaves none out.
    assertThat(protocol.criteria())
        .filteredOn(each -> !each.id().equals(id))
        .allMatch(each -> each.outcome(eligible.with(variable, typed).read(protocol)) == MET);
  }

  @Test
  @Tag("R01")
  void a_criterion_that_is_failed_already_needs_no_further_value() {
    Screening tooLarge = Screenings.nothing().with("largest_metastasis_cm", 5.1).read(protocol);
    assertThat(protocol.criterion("I4").orElseThrow().outcome(tooLarge)).isEqualTo(NOT_MET);
  }

  @Test
  @Tag("R14")
  void the_protocol_is_bound_to_the_files_exact_bytes() throws Exception {
    byte[] bytes = Protocols.bytes("wlrt-obc.yaml");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    assertThat(protocol.sha256()).isEqualTo(HexFormat.of().formatHex(hash));
    assertThat(protocol.text().getBytes(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(bytes);
  }

  @Test
  @Tag("R01")
  void every_number_has_bounds_so_that_a_code_for_a_missing_value_is_no_value() {
    assertThat(
            protocol.dictionary().variables().stream()
                .filter(Variable::isNumeric)
                .map(
                    variable ->
                        variable.name()
                            + " "
                            + variable.minimum().orElseThrow()
                            + " "
                            + variable.maximum().orElseThrow()))
        .containsExactly(
            "age 0 130",
            "ecog 0 5",
            "months_since_radical_surgery 0 600",
            "metastasis_count 0 99",
            "largest_metastasis_cm 0 30",
            "recist_evaluable_lesions 0 99",
            "life_expectancy_months 0 600");
    List<Fault> warnings = new ArrayList<>();
    new ProtocolReader().read("wlrt-obc.yaml", Protocols.bytes("wlrt-obc.yaml"), warnings::add);
    assertThat(warnings).isEmpty();
  }

  @Test
  void variables_are_those_of_the_case_report_form() {
    assertThat(protocol.dictionary().variables())
        .extracting(Variable::name)
        .containsExactlyElementsOf(Screenings.eligible().keySet());
    Variable cm = protocol.dictionary().variable("largest_metastasis_cm").orElseThrow();
    assertThat(cm.type()).isEqualTo(Variable.Type.NUMBER);
    assertThat(cm.unit()).contains("cm");
    Variable childPugh = protocol.dictionary().variable("child_pugh").orElseThrow();
    assertThat(childPugh.codes().keySet()).containsExactly("none", "A", "B", "C");
  }
}
