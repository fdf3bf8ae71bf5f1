package org.kleroterion.trial.conduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.trial.protocol.Screenings;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TrialTest {
  @Test
  @Tag("R06")
  void the_definition_is_public_but_for_the_block_sizes() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String commitment =
        new MasterSecret(HexFormat.of().parseHex(ServiceUnderTest.MASTER_SECRET))
            .trialKey(trial.code())
            .commitment();

    String body =
        trial
            .get(Tokens.enroller(), "")
            .statusCode(200)
            .body("trial", equalTo(trial.code()))
            .body("status", equalTo("OPEN"))
            .body("commitment", equalTo(commitment))
            .body("sha256", equalTo(trial.protocol().sha256()))
            .body("arms.code", contains("CONTROL", "WLRT"))
            .body("arms.weight", contains(1, 2))
            .body("factors.code", contains("visceral", "metastases", "receptor"))
            .body("variables", hasSize(22))
            .body("criteria", hasSize(17))
            .body("sites", hasSize(8))
            .extract()
            .asString();
    assertThat(body).doesNotContainIgnoringCase("block");
  }

  @Test
  void the_data_dictionary_comes_as_json_schema() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial
        .get(Tokens.edc(), "screening-schema")
        .statusCode(200)
        .contentType("application/schema+json")
        .body("$schema", equalTo("https://json-schema.org/draft/2020-12/schema"))
        .body("properties.ecog.maximum", equalTo(5));
  }

  @Test
  @Tag("R21")
  void a_token_sees_only_the_trials_that_it_names() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    TrialUnderTest other = TrialUnderTest.shipped();
    String token = Tokens.sign(Tokens.claims("enroller").claim("trials", List.of(trial.code())));

    TrialUnderTest.as(token)
        .get("/v1/trials")
        .then()
        .statusCode(200)
        .body("items.trial", contains(trial.code()));
    TrialUnderTest.as(Tokens.manager())
        .get("/v1/trials?limit=1000")
        .then()
        .body("items.trial", hasItems(trial.code(), other.code(), "wlrt-obc"));
    other.get(token, "").statusCode(404).body("type", endsWith("/trial-unknown"));
    other.get(token, "allocations").statusCode(404).body("type", endsWith("/trial-unknown"));
  }

  @Test
  @Tag("R08")
  @Tag("R16")
  void a_manager_opens_pauses_and_closes_with_a_reason() {
    TrialUnderTest trial = TrialUnderTest.registered("protocols/wlrt-obc.yaml", text -> text);

    trial.get(Tokens.manager(), "").body("status", equalTo("REGISTERED"));
    trial.becomes("PAUSED").statusCode(409).body("type", endsWith("/status-change-refused"));
    trial.becomes("OPEN").statusCode(200).body("status", equalTo("OPEN"));
    trial.becomes("OPEN").statusCode(200);
    trial.becomes("PAUSED").statusCode(200);
    trial.becomes("CLOSED").statusCode(200);
    trial.becomes("PAUSED").statusCode(409);
    trial.becomes("REGISTERED").statusCode(409);

    List<String> log = trial.log();
    assertThat(log).hasSize(4);
    assertThat(log.get(1))
        .contains(
            "\"data\":{\"from\":\"REGISTERED\",\"to\":\"OPEN\",\"reason\":\"The test says so\"}");
  }

  @Test
  void a_status_needs_a_reason_and_a_known_word() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial
        .post(Tokens.manager(), "status", Map.of("status", "PAUSED"))
        .statusCode(400)
        .body("violations.pointer", contains("/reason"));
    trial
        .post(Tokens.manager(), "status", Map.of("status", "open", "reason", "Lower case"))
        .statusCode(400)
        .body("violations.pointer", contains("/status"));
    trial.get(Tokens.manager(), "").body("status", equalTo("OPEN"));
  }

  @Test
  @Tag("R20")
  void a_manager_adds_a_site_that_can_enrol_from_then_on() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    Map<String, String> site =
        Map.of(
            "code", "harbin",
            "name", "Harbin Medical University Cancer Hospital",
            "timeZone", "Asia/Shanghai",
            "reason", "Joined the collaboration");

    trial.post(Tokens.manager(), "sites", site).statusCode(201).body("code", equalTo("harbin"));
    trial.post(Tokens.manager(), "sites", site).statusCode(200);
    trial.get(Tokens.enroller(), "").body("sites.code", hasItem("harbin"));
    trial.assess(Tokens.enroller(), "S-1", "harbin", Screenings.eligible()).statusCode(201);
    assertThat(trial.log().get(2)).contains("\"SITE_ADDED\"", "\"site\":\"harbin\"", "Joined");

    Map<String, String> renamed = new java.util.HashMap<>(site);
    renamed.put("name", "Somewhere else");
    trial
        .post(Tokens.manager(), "sites", renamed)
        .statusCode(409)
        .body("type", endsWith("/site-already-known"));
    Map<String, String> nowhen = new java.util.HashMap<>(site);
    nowhen.put("timeZone", "Asia/Nowhere");
    trial
        .post(Tokens.manager(), "sites", nowhen)
        .statusCode(400)
        .body("violations.pointer", contains("/timeZone"));
  }
}
