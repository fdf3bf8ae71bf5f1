package org.kleroterion.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.trial.protocol.Screenings;

/** The role table of the design, endpoint by endpoint. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AccessTest {
  private static final Set<String> ALL =
      Arrays.stream(Role.values()).map(Role::group).collect(Collectors.toSet());
  private static final Set<String> ENROL = Set.of("enroller", "edc");
  private static final Set<String> READ = Set.of("enroller", "edc", "auditor");
  private static final Set<String> AUDIT = Set.of("auditor");
  private static final Set<String> MANAGE = Set.of("manager");
  private static final Set<String> UNBLINDED = Set.of("statistician");

  private static TrialUnderTest shared;

  static Stream<Arguments> endpoints() {
    return Stream.of(
        Arguments.of("GET", "", ALL),
        Arguments.of("GET", "screening-schema", ALL),
        Arguments.of("POST", "assessments", ENROL),
        Arguments.of("GET", "assessments", READ),
        Arguments.of("GET", "assessments/00000000-0000-4000-8000-000000000000", READ),
        Arguments.of("POST", "allocations", ENROL),
        Arguments.of("GET", "allocations", READ),
        Arguments.of("GET", "allocations/S-1", READ),
        Arguments.of("POST", "allocations/S-1/corrections", MANAGE),
        Arguments.of(
            "GET", "allocations/S-1/corrections", Set.of("enroller", "edc", "auditor", "manager")),
        Arguments.of("POST", "status", MANAGE),
        Arguments.of("POST", "sites", MANAGE),
        Arguments.of("POST", "key-reveal", MANAGE),
        Arguments.of("GET", "schedule", UNBLINDED),
        Arguments.of("GET", "balance", UNBLINDED),
        Arguments.of("POST", "emergency-lists", UNBLINDED),
        Arguments.of("GET", "emergency-lists", Set.of("statistician", "auditor", "manager")),
        Arguments.of("POST", "emergency-lists/1/allocations", MANAGE),
        Arguments.of("GET", "allocations/S-1/receipt", READ),
        Arguments.of("GET", "log", AUDIT),
        Arguments.of("GET", "log/0", AUDIT),
        Arguments.of("GET", "log/export", AUDIT),
        Arguments.of("GET", "export/odm", AUDIT),
        Arguments.of("GET", "log/tile/entries/000.p/1", AUDIT),
        Arguments.of("GET", "log/verification", Set.of("auditor", "manager")),
        Arguments.of("GET", "log/checkpoint", ALL),
        Arguments.of("GET", "log/0/proof", ALL),
        Arguments.of("GET", "log/proof?from=0", ALL),
        Arguments.of("GET", "log/tile/0/000.p/1", ALL),
        Arguments.of("POST", "log/restart", MANAGE),
        Arguments.of("GET", "destinations", Set.of("auditor", "manager")),
        Arguments.of("POST", "destinations/events.none/pause", MANAGE),
        Arguments.of("POST", "destinations/events.none/resume", MANAGE),
        Arguments.of("GET", "destinations/events.none/deliveries", Set.of("auditor", "manager")),
        Arguments.of("POST", "destinations/events.none/deliveries/1/replay", MANAGE),
        Arguments.of("DELETE", "destinations/events.none/deliveries/1", MANAGE),
        Arguments.of("GET", "/fhir/R4/ResearchStudy", ALL),
        Arguments.of("GET", "/fhir/R4/ResearchStudy/{trial}", ALL),
        Arguments.of("GET", "/fhir/R4/ResearchSubject?study={trial}", READ),
        Arguments.of("GET", "/fhir/R4/ResearchSubject/00000000-0000-4000-8000-000000000000", READ),
        Arguments.of("GET", "/fhir/R4/AuditEvent?entity=ResearchStudy/{trial}", AUDIT),
        Arguments.of("GET", "/fhir/R4/AuditEvent/{trial}.1.0", AUDIT),
        Arguments.of("POST", "/fhir/R4/ResearchStudy/_search", ALL),
        Arguments.of("POST", "/fhir/R4/ResearchSubject/_search", READ),
        Arguments.of("POST", "/fhir/R4/AuditEvent/_search", AUDIT),
        Arguments.of("GET", "/fhir/R4/Questionnaire/{trial}", ALL),
        Arguments.of("POST", "/fhir/R4/Questionnaire/{trial}/$evaluate", ENROL));
  }

  /** One for all cases: none of them changes it. */
  private static TrialUnderTest shared() {
    if (shared == null) {
      shared = TrialUnderTest.shipped();
    }
    return shared;
  }

  private static ContentType type(String path) {
    return path.endsWith("/_search") ? ContentType.URLENC : ContentType.JSON;
  }

  /** Below the trial, or from the root on. */
  private static String at(TrialUnderTest trial, String path) {
    return path.startsWith("/") ? path.replace("{trial}", trial.code()) : trial.path(path);
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  @Tag("R13")
  @Tag("R21")
  void each_role_reaches_what_the_table_grants_and_nothing_else(
      String method, String path, Set<String> granted) {
    TrialUnderTest trial = shared();
    int entries = trial.log().size();
    for (String role : ALL) {
      RequestSpecification request = TrialUnderTest.as(Tokens.of(role));
      if (method.equals("POST")) {
        // Of a shape that is refused only after the token was looked at.
        request.contentType(type(path)).body("{\"unknown\":1}");
      }
      Response answer = request.request(method, at(trial, path));
      if (granted.contains(role)) {
        assertThat(answer.statusCode())
            .as("%s %s as %s", method, path, role)
            .isNotIn(401, 403, 500);
      } else {
        assertThat(answer.statusCode()).as("%s %s as %s", method, path, role).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate"))
            .isEqualTo("Bearer error=\"insufficient_scope\"");
        assertThat(answer.asString())
            .contains(
                "The token has the groups "
                    + role
                    + ". This needs "
                    + granted.stream().sorted().collect(Collectors.joining(" or "))
                    + ".");
      }
    }
    // These need nothing but the right role, and their reading is recorded.
    boolean recorded = Set.of("balance", "log/export", "export/odm").contains(path);
    assertThat(trial.log()).hasSize(recorded ? entries + 1 : entries);
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  @Tag("R21")
  void nobody_gets_in_without_a_token(String method, String path, Set<String> granted) {
    TrialUnderTest trial = shared();
    ValidatableResponse answer =
        io.restassured.RestAssured.given()
            .contentType(type(path))
            .body("{}")
            .request(method, at(trial, path))
            .then()
            .statusCode(401)
            .header("WWW-Authenticate", equalTo("Bearer"));
    if (path.startsWith("/fhir")) {
      answer.contentType("application/fhir+json").body("issue[0].code", equalTo("login"));
    } else {
      answer.contentType("application/problem+json").body("type", endsWith("/unauthenticated"));
    }
    assertThat(granted).isNotEmpty();
  }

  static Stream<List<String>> conflicts() {
    return Stream.of(
        List.of("enroller", "auditor"),
        List.of("enroller", "statistician"),
        List.of("edc", "auditor"),
        List.of("edc", "statistician"),
        List.of("enroller", "manager", "auditor"));
  }

  @ParameterizedTest
  @MethodSource("conflicts")
  @Tag("R13")
  void who_enrols_may_not_see_what_helps_to_predict(List<String> groups) {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String token = Tokens.of(groups.toArray(String[]::new));
    for (String path : List.of("", "allocations")) {
      trial.get(token, path).statusCode(403).body("type", endsWith("/roles-conflict"));
    }
    trial
        .assess(token, "S-1", trial.site(), Screenings.eligible())
        .statusCode(403)
        .body("type", endsWith("/roles-conflict"));
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  @Tag("R21")
  void a_token_for_others_reaches_nothing() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String otherTrial = Tokens.sign(Tokens.claims("enroller").claim("trials", List.of("none")));
    trial.get(otherTrial, "").statusCode(404).body("type", endsWith("/trial-unknown"));

    trial
        .assess(Tokens.at("enroller", "none"), "S-1", trial.site(), Screenings.eligible())
        .statusCode(403)
        .body("type", endsWith("/site-out-of-reach"));
  }

  static Stream<Arguments> groups() {
    return Stream.of(
        Arguments.of(List.of(), "no groups"),
        Arguments.of(List.of("staff"), "staff"),
        Arguments.of(
            List.of("Enroller", "a\nb", "x".repeat(80)), "Enroller, a?b, " + "x".repeat(64) + "…"),
        Arguments.of(
            IntStream.range(100, 300).mapToObj(i -> "g" + i).toList(), "g118, g119 and 180 more"));
  }

  @ParameterizedTest
  @MethodSource("groups")
  @Tag("R21")
  void a_403_by_role_names_the_groups_seen_but_not_hundreds_of_them(
      List<String> groups, String seen) {
    TrialUnderTest trial = shared();
    String token = Tokens.sign(Tokens.claims("x").groups(new TreeSet<>(groups)));

    trial
        .get(token, "schedule")
        .statusCode(403)
        .body("type", endsWith("/forbidden"))
        .body("detail", startsWith("The token has "))
        .body("detail", endsWith(seen + ". This needs statistician."));
  }

  @Test
  @Tag("R21")
  void a_token_without_groups_has_none() {
    String token = Tokens.sign(Tokens.claims("x").remove("groups"));
    shared()
        .get(token, "")
        .statusCode(403)
        .body("detail", startsWith("The token has no groups. This needs auditor or edc or"));
  }

  @Test
  void a_single_text_is_as_good_as_a_list_of_one() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    String token =
        Tokens.sign(
            Tokens.claims("enroller").claim("trials", trial.code()).claim("sites", trial.site()));
    trial.assess(token, "S-1", trial.site(), Screenings.eligible()).statusCode(201);
  }

  @Test
  void a_manager_of_one_site_adds_no_other() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    trial
        .post(
            Tokens.at("manager", "harbin"),
            "sites",
            Map.of("code", "other", "name", "Other", "timeZone", "UTC", "reason", "Why not"))
        .statusCode(403)
        .body("type", endsWith("/site-out-of-reach"));
  }
}
