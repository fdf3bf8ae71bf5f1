package org.kleroterion.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tampering;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.randomization.Share;
import org.kleroterion.trial.protocol.Screenings;

/** Trials of another shape than the one that ships, through the same API. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OtherDesignsTest {
  @Inject DataSource database;

  private static List<String> allocate(TrialUnderTest trial, Screenings screening, int subjects) {
    for (int i = 0; i < subjects; i++) {
      trial
          .post(
              Tokens.enroller(),
              "allocations",
              Map.of("subject", "S-" + i, "site", trial.site(), "screening", screening))
          .statusCode(201);
    }
    return trial.get(Tokens.auditor(), "allocations").extract().path("items.arm.code");
  }

  private static List<String> expected(
      TrialUnderTest trial, String stratum, List<Share> shares, List<Integer> sizes, int slots) {
    MasterSecret secret = new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET));
    return new Sequence(
            secret.trialKey(trial.code()), trial.code(), stratum, new Scheme(shares, sizes))
        .arms()
        .limit(slots)
        .toList();
  }

  @Test
  @Tag("R04")
  @Tag("R05")
  void three_arms_one_to_one_to_three() {
    TrialUnderTest trial = TrialUnderTest.open("protocols/three-arms.yaml", text -> text);
    trial.get(Tokens.enroller(), "").body("arms.weight", contains(1, 1, 3));

    List<String> arms = allocate(trial, Screenings.eligibleForThreeArms(), 20);

    List<Share> shares =
        trial.protocol().arms().stream().map(arm -> new Share(arm.code(), arm.weight())).toList();
    assertThat(arms)
        .isEqualTo(
            expected(
                trial, "age=under-65,nt-probnp=middle", shares, trial.protocol().blockSizes(), 20));
    assertThat(Collections.frequency(arms, shares.get(2).arm())).isGreaterThan(8);
  }

  @Test
  @Tag("R04")
  void one_stratum() {
    TrialUnderTest trial = TrialUnderTest.open("protocols/one-stratum.yaml", text -> text);
    trial.get(Tokens.enroller(), "").body("factors", hasSize(0));

    List<String> arms = allocate(trial, Screenings.eligibleForOneStratum(), 12);

    assertThat(arms)
        .isEqualTo(
            expected(
                trial,
                "",
                trial.protocol().arms().stream()
                    .map(arm -> new Share(arm.code(), arm.weight()))
                    .toList(),
                trial.protocol().blockSizes(),
                12));
  }

  @Test
  @Tag("R01")
  void an_assessment_that_is_too_old_must_be_made_again() throws SQLException {
    TrialUnderTest trial = TrialUnderTest.open("protocols/three-arms.yaml", text -> text);
    Screenings screening = Screenings.eligibleForThreeArms();
    String old = trial.assessed("S-1", screening);
    grow15DaysOlder(trial);

    trial
        .allocate("S-1", old)
        .statusCode(409)
        .body("type", endsWith("/assessment-expired"))
        .body("assessment", equalTo(old));
    assertThat(trial.allocations()).isZero();

    String fresh = trial.assess("S-1", screening).statusCode(201).extract().path("id");
    assertThat(fresh).isNotEqualTo(old);
    trial.allocate("S-1", fresh).statusCode(201);
  }

  private void grow15DaysOlder(TrialUnderTest trial) throws SQLException {
    assertThat(
            Tampering.alter(
                database,
                "update assessment set assessed_at = assessed_at - interval '15' day where trial = ?",
                trial.code()))
        .isOne();
  }
}
