package org.kleroterion.trial.protocol.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.trial.protocol.Screenings;

/** Any trial is data: two that have little in common with the one that ships. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OtherProtocolsTest {

  @Test
  void three_arms_of_unequal_weight_and_other_factors() {
    Protocol protocol = Protocols.threeArms();
    assertThat(protocol.arms()).extracting(Arm::weight).containsExactly(1, 1, 3);
    assertThat(protocol.strata())
        .containsExactly(
            "age=under-65,nt-probnp=low",
            "age=under-65,nt-probnp=middle",
            "age=under-65,nt-probnp=high",
            "age=65-plus,nt-probnp=low",
            "age=65-plus,nt-probnp=middle",
            "age=65-plus,nt-probnp=high");
    assertThat(protocol.target()).hasValue(60);
    assertThat(protocol.validityDays()).hasValue(14);
    assertThat(protocol.reason()).contains("First version");
  }

  @ParameterizedTest
  @CsvSource({
    "64, 999.9, 60, 'age=under-65,nt-probnp=low'",
    "65, 1000, 60, 'age=65-plus,nt-probnp=middle'",
    "65, 1999, 29.9, 'age=65-plus,nt-probnp=low'",
    "65, 2000, 29.9, 'age=65-plus,nt-probnp=middle'",
    "64, 4000, 30, 'age=under-65,nt-probnp=high'",
  })
  void a_level_may_follow_from_several_values(
      int age, double biomarker, double egfr, String stratum) {
    Protocol protocol = Protocols.threeArms();
    Screening screening =
        Screenings.eligibleForThreeArms()
            .with("age", age)
            .with("nt_probnp", biomarker)
            .with("egfr", egfr)
            .read(protocol);
    assertThat(protocol.stratum(screening)).contains(stratum);
    assertThat(protocol.criteria()).allMatch(each -> each.outcome(screening) == Outcome.MET);
  }

  @Test
  void without_factors_there_is_one_stratum_without_a_name() {
    Protocol protocol = Protocols.oneStratum();
    assertThat(protocol.strata()).containsExactly("");
    assertThat(protocol.stratum(Screenings.eligibleForOneStratum().read(protocol))).contains("");
    assertThat(protocol.stratum(Screenings.nothing().read(protocol))).contains("");
  }

  @Test
  void factors_may_be_left_out_altogether() {
    String text =
        new String(Protocols.bytes("one-stratum.yaml"), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(Protocols.read(text.replace("factors: []\n", "")).strata()).containsExactly("");
  }
}
