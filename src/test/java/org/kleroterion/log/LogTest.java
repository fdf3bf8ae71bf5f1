package org.kleroterion.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TrialUnderTest trial;

  @BeforeEach
  void register() {
    trial = TrialUnderTest.shipped();
  }

  @Test
  @Tag("R08")
  @Tag("R15")
  void the_first_entry_is_the_registration_with_the_commitment() throws Exception {
    JsonNode first = JSON.readTree(trial.log().get(0));

    assertThat(first.get("index").asInt()).isZero();
    assertThat(first.get("type").asText()).isEqualTo("TRIAL_REGISTERED");
    assertThat(first.at("/actor/id").asText()).isEqualTo("kleroterion");
    assertThat(first.at("/data/version").asInt()).isEqualTo(1);
    assertThat(first.at("/data/sha256").asText()).isEqualTo(trial.protocol().sha256());
    assertThat(first.at("/data/algorithm").asText()).isEqualTo("kleroterion/1");
    assertThat(first.at("/data/mode").asText()).isEqualTo("EVALUATION");
    assertThat(first.at("/data/commitment").asText())
        .isEqualTo(trial.get(Tokens.auditor(), "").extract().<String>path("commitment"));
  }

  @Test
  @Tag("R08")
  void every_step_of_a_subject_is_one_entry_without_gaps() throws Exception {
    String assessment = trial.assessed("S-1", Screenings.eligible());
    String arm = trial.allocate("S-1", assessment).extract().path("arm.code");

    List<String> log = trial.log();
    assertThat(log).hasSize(4);
    Set<String> salts = new HashSet<>();
    for (int i = 0; i < log.size(); i++) {
      JsonNode entry = JSON.readTree(log.get(i));
      assertThat(entry.get("index").asInt()).isEqualTo(i);
      assertThat(entry.get("time").asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      assertThat(entry.get("salt").asText()).matches("[0-9a-f]{32}");
      salts.add(entry.get("salt").asText());
      assertThat(log.get(i)).doesNotContain("\n");
    }
    assertThat(salts).hasSize(log.size());

    JsonNode assessed = JSON.readTree(log.get(2));
    assertThat(assessed.get("type").asText()).isEqualTo("ASSESSMENT_RECORDED");
    assertThat(assessed.at("/data/verdict").asText()).isEqualTo("ELIGIBLE");
    assertThat(assessed.at("/data/outcomes/I1").asText()).isEqualTo("MET");
    assertThat(assessed.at("/data/screening/age").asInt()).isEqualTo(58);

    JsonNode allocated = JSON.readTree(log.get(3));
    assertThat(allocated.get("type").asText()).isEqualTo("ALLOCATION_ISSUED");
    assertThat(allocated.get("subject").asText()).isEqualTo("S-1");
    assertThat(allocated.get("site").asText()).isEqualTo(trial.site());
    assertThat(allocated.at("/actor/roles/0").asText()).isEqualTo("enroller");
    assertThat(allocated.at("/data/arm").asText()).isEqualTo(arm);
    assertThat(allocated.at("/data/number").asInt()).isEqualTo(1);
    assertThat(allocated.at("/data/assessment").asText()).isEqualTo(assessment);
    assertThat(allocated.get("data").fieldNames())
        .toIterable()
        .containsExactly("number", "stratum", "arm", "assessment");
  }

  @Test
  @Tag("R12")
  void auditors_page_through_it_and_get_the_same_lines_as_ndjson_and_csv() {
    for (int i = 0; i < 5; i++) {
      trial.assessed("S-" + i, Screenings.eligible());
    }
    String next =
        trial
            .get(Tokens.auditor(), "log?limit=4")
            .statusCode(200)
            .body("items.index", contains(0, 1, 2, 3))
            .header("Link", containsString("rel=\"next\""))
            .extract()
            .path("next");
    trial.get(Tokens.auditor(), "log?limit=4&after=" + next).body("items.index", contains(4, 5, 6));
    assertThat(
            TrialUnderTest.as(Tokens.auditor())
                .accept("application/x-ndjson")
                .get(trial.path("log"))
                .asString()
                .lines())
        .hasSize(7);
    assertThat(
            TrialUnderTest.as(Tokens.auditor())
                .accept("text/csv")
                .get(trial.path("log"))
                .asString())
        .startsWith("index,time,type,actor,subject,site,leaf,log\r\n0,");
  }

  @Test
  @Tag("R21")
  void an_auditor_of_some_sites_sees_their_entries_only() {
    trial.assessed("S-1", Screenings.eligible());
    trial.assess(Tokens.enroller(), "S-2", "pumch", Screenings.eligible());

    trial
        .get(Tokens.at("auditor", "pumch"), "log")
        .statusCode(200)
        .body("items.site", everyItem(equalTo("pumch")))
        .body("items.subject", contains("S-2"));
  }
}
