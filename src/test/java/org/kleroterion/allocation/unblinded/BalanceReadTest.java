package org.kleroterion.allocation.unblinded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** The balance, read through the front door by the unblinded role and by everybody else. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BalanceReadTest {
  private static final String NO = "visceral=no,metastases=1-2,receptor=positive";
  private static final String YES = "visceral=yes,metastases=1-2,receptor=positive";

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  /** An allocation as the enroller saw it. */
  private record Seen(String site, String stratum, String arm) {}

  private Seen allocate(String subject, String site, boolean visceral) {
    var answer =
        trial
            .post(
                Tokens.enroller(),
                "allocations",
                Map.of(
                    "subject",
                    subject,
                    "site",
                    site,
                    "screening",
                    Screenings.eligible().with("visceral_metastasis", visceral)))
            .statusCode(201)
            .extract();
    return new Seen(site, answer.path("stratum"), answer.path("arm.code"));
  }

  private void correct(String subject, Map<String, Object> correction) {
    trial
        .post(Tokens.manager(), "allocations/" + subject + "/corrections", correction)
        .statusCode(201);
  }

  private JsonNode read() throws Exception {
    return new ObjectMapper()
        .readTree(trial.get(Tokens.statistician(), "balance").statusCode(200).extract().asString());
  }

  private static JsonNode named(JsonNode list, String member, String name) {
    for (JsonNode item : list) {
      if (item.get(member).asText().equals(name)) {
        return item;
      }
    }
    throw new AssertionError("no " + name + " in " + list);
  }

  private static void assertCounts(JsonNode counts, List<Seen> seen) {
    assertThat(counts.get("allocated").asInt()).isEqualTo(seen.size());
    assertThat(counts.get("arms")).hasSize(2);
    for (String arm : List.of("CONTROL", "WLRT")) {
      assertThat(named(counts.get("arms"), "arm", arm).get("allocated").asInt())
          .isEqualTo((int) seen.stream().filter(one -> one.arm().equals(arm)).count());
    }
  }

  @Test
  @Tag("R07")
  @Tag("R23")
  void it_adds_up_by_arm_stratum_and_site_as_randomized() throws Exception {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      seen.add(allocate("S-" + i, i % 3 == 0 ? "pumch" : "cams", i % 4 == 0));
    }
    correct("S-1", Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "Consent withdrawn before"));
    correct(
        "S-2",
        Map.of(
            "kind", "STRATUM_CORRECTED",
            "reason", "Liver lesion confirmed",
            "screening", Screenings.eligible().with("visceral_metastasis", true)));
    correct("S-2", Map.of("kind", "RANDOMIZED_IN_ERROR", "reason", "And not eligible at all"));
    correct(
        "S-5",
        Map.of(
            "kind", "STRATUM_CORRECTED",
            "reason", "Liver lesion confirmed",
            "screening", Screenings.eligible().with("visceral_metastasis", true)));

    JsonNode balance = read();

    assertCounts(balance, seen);
    assertThat(balance.get("strata")).hasSize(8);
    for (String stratum : trial.protocol().strata()) {
      assertCounts(
          named(balance.get("strata"), "stratum", stratum),
          seen.stream().filter(one -> one.stratum().equals(stratum)).toList());
    }
    assertThat(balance.get("sites")).hasSize(8);
    for (JsonNode site : balance.get("sites")) {
      assertCounts(
          site, seen.stream().filter(one -> one.site().equals(site.get("site").asText())).toList());
    }
    assertThat(balance.get("randomizedInError").asInt()).isEqualTo(2);
    assertThat(named(balance.get("strata"), "stratum", NO).get("randomizedInError").asInt())
        .isEqualTo(2);
    assertThat(named(balance.get("strata"), "stratum", YES).get("randomizedInError").asInt())
        .isZero();
    assertThat(named(balance.get("sites"), "site", "cams").get("randomizedInError").asInt())
        .isEqualTo(2);
    int inError = 0;
    for (JsonNode arm : balance.get("arms")) {
      inError += arm.get("randomizedInError").asInt();
    }
    assertThat(inError).isEqualTo(2);
  }

  @Test
  void every_stratum_and_site_is_there_before_the_first_subject() {
    trial
        .post(
            Tokens.manager(),
            "sites",
            Map.of("code", "harbin", "name", "Harbin", "timeZone", "UTC", "reason", "Joined"))
        .statusCode(201);

    trial
        .get(Tokens.statistician(), "balance")
        .statusCode(200)
        .header("Cache-Control", equalTo("no-store"))
        .body("allocated", equalTo(0))
        .body("randomizedInError", equalTo(0))
        .body("arms.arm", contains("CONTROL", "WLRT"))
        .body("strata.stratum", equalTo(trial.protocol().strata()))
        .body("strata.allocated", everyItem(equalTo(0)))
        .body("strata.arms.allocated.flatten()", hasSize(16))
        .body("sites.site", hasSize(9))
        .body("sites.site", org.hamcrest.Matchers.hasItem("harbin"));
  }

  @Test
  @Tag("R07")
  @Tag("R08")
  void each_read_is_one_entry_with_who_and_how_many() throws Exception {
    allocate("S-1", trial.site(), false);
    allocate("S-2", trial.site(), true);
    int entries = trial.log().size();

    read();

    List<String> log = trial.log();
    assertThat(log).hasSize(entries + 1);
    JsonNode entry = new ObjectMapper().readTree(log.get(entries));
    assertThat(entry.get("type").asText()).isEqualTo("BALANCE_READ");
    assertThat(entry.at("/actor/id").asText()).isEqualTo("statistician-1");
    assertThat(entry.at("/actor/roles").toString()).isEqualTo("[\"statistician\"]");
    assertThat(entry.has("subject") || entry.has("site")).isFalse();
    assertThat(entry.get("data").toString()).isEqualTo("{\"allocations\":2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"enroller", "edc", "auditor", "manager"})
  @Tag("R06")
  @Tag("R07")
  @Tag("R13")
  void nobody_but_the_statistician_reads_it(String role) {
    allocate("S-1", trial.site(), false);
    int entries = trial.log().size();

    assertThat(
            trial
                .get(Tokens.of(role), "balance")
                .statusCode(403)
                .body("type", endsWith("/forbidden"))
                .extract()
                .asString())
        .doesNotContain("allocated\"", "strata");
    assertThat(trial.log()).hasSize(entries);
  }

  @Test
  @Tag("R07")
  @Tag("R21")
  void a_statistician_of_some_sites_reads_nothing() {
    int entries = trial.log().size();

    trial
        .get(Tokens.at("statistician", "cams", "pumch"), "balance")
        .statusCode(403)
        .body("type", endsWith("/forbidden"));
    assertThat(trial.log()).hasSize(entries);
  }
}
