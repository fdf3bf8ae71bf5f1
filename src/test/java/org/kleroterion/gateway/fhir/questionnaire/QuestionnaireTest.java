package org.kleroterion.gateway.fhir.questionnaire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.Whole;
import org.kleroterion.api.RoundTrips;
import org.kleroterion.api.ServiceUnderTest;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;
import org.kleroterion.gateway.FullService;
import org.kleroterion.gateway.fhir.Fhirs;
import org.kleroterion.gateway.fhir.Validation;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.Screenings;
import org.kleroterion.trial.protocol.Variable;

/** Screening by questionnaire is screening. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(FullService.class)
@Tag("any-database")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QuestionnaireTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void the_form_asks_for_every_variable_as_the_dictionary_has_it() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();

    Questionnaire form = Fhirs.form(trial);

    assertThat(form.getUrl()).isEqualTo(Fhirs.SERVICE + "/fhir/R4/Questionnaire/" + trial.code());
    assertThat(form.getVersion()).isEqualTo("1");
    List<Variable> variables = trial.protocol().dictionary().variables();
    assertThat(form.getItem()).hasSize(variables.size() + 1);
    QuestionnaireItemComponent site = form.getItem().get(0);
    assertThat(site.getRequired()).isTrue();
    assertThat(codes(site))
        .containsExactlyInAnyOrderElementsOf(
            trial.protocol().sites().stream().map(one -> one.code() + "=" + one.name()).toList());
    for (int i = 0; i < variables.size(); i++) {
      Variable variable = variables.get(i);
      QuestionnaireItemComponent item = form.getItem().get(i + 1);
      assertThat(item.getLinkId()).isEqualTo(variable.name());
      assertThat(item.getText()).isEqualTo(variable.label());
      assertThat(item.getRequired()).isFalse();
      assertThat(item.getType().toCode())
          .isEqualTo(
              switch (variable.type()) {
                case INTEGER -> "integer";
                case NUMBER -> "decimal";
                case BOOLEAN -> "boolean";
                case CODE -> "choice";
              });
      assertThat(extension(item, "questionnaire-unit")).isEqualTo(variable.unit().orElse(""));
      assertThat(extension(item, "minValue"))
          .isEqualTo(variable.minimum().map(Object::toString).orElse(""));
      assertThat(extension(item, "maxValue"))
          .isEqualTo(variable.maximum().map(Object::toString).orElse(""));
      assertThat(codes(item))
          .containsExactlyElementsOf(
              variable.codes().entrySet().stream().map(Object::toString).toList());
    }
  }

  private static List<String> codes(QuestionnaireItemComponent item) {
    return item.getAnswerOption().stream()
        .map(option -> (Coding) option.getValue())
        .map(coding -> coding.getCode() + "=" + coding.getDisplay())
        .toList();
  }

  private static String extension(QuestionnaireItemComponent item, String name) {
    Extension extension = item.getExtensionByUrl("http://hl7.org/fhir/StructureDefinition/" + name);
    if (extension == null) {
      return "";
    }
    return extension.getValue() instanceof Coding unit
        ? unit.getDisplay()
        : extension.getValue().primitiveValue();
  }

  @Test
  void a_filled_form_is_valid_against_the_questionnaire() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    Questionnaire form = Fhirs.form(trial);
    Validation.know(form);
    QuestionnaireResponse response = Fhirs.filled(trial, form, "S-1", Screenings.eligible());

    assertThat(Validation.errors(Validation.write(response))).isEmpty();
    response.getItem().get(2).getAnswerFirstRep().setValue(new Coding("x", "y", "z"));
    assertThat(Validation.errors(Validation.write(response))).isNotEmpty();
  }

  /** The eligible screening and all that differ from it in one value, in an order of this seed. */
  private static List<Screenings> screenings(TrialUnderTest trial, long seed) {
    Random random = new Random(seed);
    List<Screenings> screenings = new ArrayList<>(List.of(Screenings.eligible()));
    for (Variable variable : trial.protocol().dictionary().variables()) {
      Object known = Screenings.eligible().get(variable.name());
      screenings.add(Screenings.eligible().without(variable.name()));
      values(variable, random)
          .filter(value -> !value.equals(known))
          .forEach(value -> screenings.add(Screenings.eligible().with(variable.name(), value)));
    }
    screenings.add(Screenings.nothing());
    return screenings;
  }

  private static Stream<Object> values(Variable variable, Random random) {
    int least = variable.minimum().map(Number::intValue).orElse(0);
    int most = variable.maximum().map(Number::intValue).orElse(1000);
    return switch (variable.type()) {
      case BOOLEAN -> Stream.of(true, false);
      case CODE -> variable.codes().keySet().stream().map(code -> code);
      case INTEGER -> Stream.of(least, most, random.nextInt(least, most + 1));
      case NUMBER -> Stream.of(least, least + 0.5, random.nextInt(100 * least, 100 * most) / 100.0);
    };
  }

  @Test
  @Tag("R01")
  void a_filled_form_is_the_same_assessment_as_the_json_screening_seed_20261126() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    Questionnaire form = Fhirs.form(trial);
    Set<String> notMet = new TreeSet<>();
    Set<String> verdicts = new HashSet<>();
    List<Screenings> screenings = screenings(trial, 20261126);
    for (int i = 0; i < screenings.size(); i++) {
      String subject = "S-" + i;
      JsonNode view =
          JSON.readTree(
              trial.assess(subject, screenings.get(i)).statusCode(201).extract().asString());

      Parameters answer = evaluated(trial, form, subject, screenings.get(i));

      // The service itself says that it is the same: it records nothing.
      assertThat(text(answer, "recordedNow")).isEqualTo("false");
      assertThat(text(answer, "assessment")).isEqualTo(view.path("id").asText());
      assertThat(text(answer, "verdict")).isEqualTo(view.path("verdict").asText());
      assertThat(criteria(answer)).isEqualTo(criteria(view));
      verdicts.add(text(answer, "verdict"));
      for (JsonNode criterion : view.path("criteria")) {
        if (criterion.path("outcome").asText().equals(Outcome.NOT_MET.name())) {
          notMet.add(criterion.path("id").asText());
        }
      }
    }
    assertThat(verdicts).containsExactlyInAnyOrder("ELIGIBLE", "INELIGIBLE", "INCOMPLETE");
    assertThat(notMet)
        .containsExactlyInAnyOrderElementsOf(
            trial.protocol().criteria().stream().map(criterion -> criterion.id()).toList());
    assertThat(trial.log()).hasSize(2 + screenings.size());
  }

  @ParameterizedTest
  @CsvSource({"-99, -99", "999, 999", "999.0, 999"})
  @Tag("R01")
  void a_code_for_a_missing_value_is_refused_as_in_v1(BigDecimal sent, String code)
      throws Exception {
    TrialUnderTest trial =
        TrialUnderTest.open("protocols/wlrt-obc.yaml", Protocols::withMissingCodes);
    String message = code + " stands for a missing value in this variable: leave the variable out.";
    Screenings screening = Screenings.eligible().with("life_expectancy_months", sent);

    trial
        .assess("S-1", screening)
        .statusCode(400)
        .body("violations.pointer", contains("/screening/life_expectancy_months"))
        .body("violations.message", contains(message));
    Response answer =
        Fhirs.evaluate(
            Tokens.enroller(),
            trial,
            Validation.write(Fhirs.filled(trial, Fhirs.form(trial), "S-1", screening)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.jsonPath().getString("issue[0].diagnostics"))
        .isEqualTo("/screening/life_expectancy_months: " + message);
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void of_many_violations_the_first_are_listed_and_the_others_counted() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    QuestionnaireResponse response =
        Fhirs.filled(trial, Fhirs.form(trial), "S-1", Screenings.eligible());
    for (int i = 0; i < 300; i++) {
      response.addItem().setLinkId("unknown-" + i).addAnswer().setValue(new BooleanType(true));
    }

    Response answer = Fhirs.evaluate(Tokens.enroller(), trial, Validation.write(response));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.jsonPath().getList("issue")).hasSize(101);
    assertThat(answer.jsonPath().getString("issue[100].diagnostics"))
        .isEqualTo("300 members are wrong. Only the first 100 are listed.");
  }

  private static Parameters evaluated(
      TrialUnderTest trial, Questionnaire form, String subject, Map<String, Object> screening) {
    Response answer =
        Fhirs.evaluate(
            Tokens.enroller(),
            trial,
            Validation.write(Fhirs.filled(trial, form, subject, screening)));
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    return Validation.valid(Parameters.class, answer.asString());
  }

  private static String text(Parameters answer, String name) {
    return answer.getParameter(name).getValue().primitiveValue();
  }

  private static List<List<String>> criteria(Parameters answer) {
    return answer.getParameter().stream()
        .filter(parameter -> parameter.getName().equals("criterion"))
        .map(ParametersParameterComponent::getPart)
        .map(parts -> parts.stream().map(part -> part.getValue().primitiveValue()).toList())
        .toList();
  }

  private static List<List<String>> criteria(JsonNode view) {
    List<List<String>> criteria = new ArrayList<>();
    for (JsonNode criterion : view.path("criteria")) {
      List<String> parts = new ArrayList<>();
      parts.add(criterion.path("id").asText());
      parts.add(criterion.path("kind").asText().toLowerCase(java.util.Locale.ROOT));
      parts.add(criterion.path("text").asText());
      parts.add(criterion.path("outcome").asText());
      criterion.path("missing").forEach(name -> parts.add(name.asText()));
      criteria.add(parts);
    }
    return criteria;
  }

  @Test
  @Tag("R01")
  void it_records_once_and_an_arm_can_be_drawn_on_it() throws Exception {
    TrialUnderTest trial = TrialUnderTest.open("protocols/three-arms.yaml", text -> text);
    Questionnaire form = Fhirs.form(trial);
    QuestionnaireResponse response =
        Fhirs.filled(trial, form, "S-1", Screenings.eligibleForThreeArms());
    response.getAuthor().setDisplay("dr.李");
    Parameters wrapped = new Parameters();
    wrapped.addParameter().setName("response").setResource(response);

    Parameters first =
        Validation.valid(
            Parameters.class,
            Fhirs.evaluate(Tokens.edc(), trial, Validation.write(wrapped)).asString());
    Parameters second = evaluated(trial, form, "S-1", Screenings.eligibleForThreeArms());

    assertThat(text(first, "recordedNow")).isEqualTo("true");
    assertThat(text(first, "verdict")).isEqualTo("ELIGIBLE");
    assertThat(text(second, "recordedNow")).isEqualTo("false");
    assertThat(text(second, "assessment")).isEqualTo(text(first, "assessment"));
    JsonNode leaf = JSON.readTree(trial.log().get(2));
    assertThat(text(first, "entry")).isEqualTo(trial.log().get(2));
    assertThat(text(first, "receipt")).startsWith("c2sp.org/tlog-proof@v1");
    assertThat(leaf.at("/actor/id").asText()).isEqualTo("edc-1");
    assertThat(leaf.at("/actor/requestedBy").asText()).isEqualTo("dr.李");
    assertThat(leaf.path("site").asText()).isEqualTo(trial.site());
    trial.allocate("S-1", text(first, "assessment")).statusCode(201);
  }

  private static Arguments wrong(String what, String code, Consumer<ObjectNode> change) {
    return Arguments.of(what, code, change);
  }

  private static Consumer<ObjectNode> item(String linkId, String answer) {
    return response -> {
      for (JsonNode item : response.path("item")) {
        if (item.path("linkId").asText().equals(linkId)) {
          ((ObjectNode) item).set("answer", json("[" + answer + "]"));
        }
      }
    };
  }

  private static Consumer<ObjectNode> set(String member, String value) {
    return response -> response.set(member, json(value));
  }

  private static Consumer<ObjectNode> more(String item) {
    return response -> ((ArrayNode) response.path("item")).add(json(item));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<Arguments> forms() {
    String sex = "{\"valueCoding\":{\"system\":\"SYSTEM/variables/sex\",\"code\":\"CODE\"}}";
    return Stream.of(
        wrong(
            "an unknown linkId",
            "invalid",
            more("{\"linkId\":\"shoe_size\",\"answer\":[{\"valueInteger\":38}]}")),
        wrong("no linkId", "invalid", more("{\"answer\":[{\"valueInteger\":38}]}")),
        wrong("an item twice", "invalid", more("{\"linkId\":\"age\"}")),
        wrong(
            "several answers",
            "invalid",
            item("age", "{\"valueInteger\":58},{\"valueInteger\":58}")),
        wrong("a decimal for an integer", "invalid", item("age", "{\"valueDecimal\":58}")),
        wrong(
            "an integer for a decimal",
            "invalid",
            item("largest_metastasis_cm", "{\"valueInteger\":3}")),
        wrong("a text for an integer", "invalid", item("age", "{\"valueString\":\"58\"}")),
        wrong("a quoted integer", "structure", item("age", "{\"valueInteger\":\"58\"}")),
        wrong("a fraction for an integer", "structure", item("age", "{\"valueInteger\":58.5}")),
        wrong(
            "a number without end",
            "structure",
            item("largest_metastasis_cm", "{\"valueDecimal\":1e999999999}")),
        wrong(
            "too many digits",
            "invalid",
            item("largest_metastasis_cm", "{\"valueDecimal\":3.1234567890123456789}")),
        wrong("out of range", "invalid", item("age", "{\"valueInteger\":131}")),
        wrong(
            "a quoted truth", "structure", item("cns_metastases", "{\"valueBoolean\":\"false\"}")),
        wrong(
            "a code for a truth", "structure", item("cns_metastases", "{\"valueCode\":\"false\"}")),
        wrong("an unknown code", "invalid", item("sex", sex.replace("CODE", "Female"))),
        wrong(
            "a code of no system",
            "invalid",
            item("sex", "{\"valueCoding\":{\"code\":\"female\"}}")),
        wrong(
            "a code of another system",
            "invalid",
            item("sex", sex.replace("CODE", "female").replace("/sex", "/ecog"))),
        wrong("a number as code", "structure", item("sex", sex.replace("\"CODE\"", "1"))),
        wrong(
            "an answer without a value",
            "invalid",
            item(
                "age",
                "{\"extension\":[{\"url\":\"http://example.org/x\",\"valueCode\":\"unknown\"}]}")),
        wrong("a null", "structure", item("age", "{\"valueInteger\":null}")),
        wrong(
            "an item below an answer",
            "invalid",
            item("age", "{\"valueInteger\":58,\"item\":[{\"linkId\":\"ecog\"}]}")),
        wrong(
            "what changes the meaning",
            "invalid",
            item(
                "age",
                "{\"valueInteger\":58,\"modifierExtension\":[{\"url\":\"http://example.org/not\","
                    + "\"valueBoolean\":true}]}")),
        wrong("another form", "invalid", set("questionnaire", "\"http://example.org/form\"")),
        wrong(
            "another version",
            "invalid",
            response ->
                response.put(
                    "questionnaire", response.path("questionnaire").asText().replace("|1", "|2"))),
        wrong("no form", "invalid", response -> response.remove("questionnaire")),
        wrong("not finished", "invalid", set("status", "\"in-progress\"")),
        wrong("no subject", "invalid", response -> response.remove("subject")),
        wrong(
            "a subject of no system",
            "invalid",
            set("subject", "{\"identifier\":{\"value\":\"S-1\"}}")),
        wrong("a referenced subject", "invalid", set("subject", "{\"reference\":\"Patient/S-1\"}")),
        wrong(
            "no subject's code",
            "invalid",
            set(
                "subject",
                "{\"identifier\":{\"system\":\"SYSTEM/subjects\",\"value\":\"Jane Doe\"}}")),
        wrong(
            "a number as subject",
            "structure",
            set("subject", "{\"identifier\":{\"system\":\"SYSTEM/subjects\",\"value\":1}}")),
        wrong("nobody as author", "invalid", set("author", "{\"reference\":\"Practitioner/1\"}")),
        wrong("an author of two lines", "invalid", set("author", "{\"display\":\"a\\nb\"}")),
        wrong("no site", "invalid", item("enrolling-site", "")),
        wrong(
            "an unknown site",
            "value",
            item(
                "enrolling-site",
                "{\"valueCoding\":{\"system\":\"SYSTEM/sites\",\"code\":\"elsewhere\"}}")),
        wrong("an element that is none of R4", "structure", set("colour", "\"red\"")),
        wrong("one value for a list", "structure", set("item", "\"x\"")),
        wrong("another resource", "structure", set("resourceType", "\"Basic\"")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  @Tag("R01")
  void what_the_questionnaire_does_not_ask_for_is_refused(
      String what, String code, Consumer<ObjectNode> change) throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    Questionnaire form = Fhirs.form(trial);
    ObjectNode response =
        (ObjectNode)
            JSON.readTree(
                Validation.write(Fhirs.filled(trial, form, "S-1", Screenings.eligible())));

    change.accept(response);
    String body = response.toString().replace("SYSTEM", Fhirs.SERVICE + "/trials/" + trial.code());
    OperationOutcome outcome =
        Fhirs.refused(Fhirs.evaluate(Tokens.enroller(), trial, body), 400, code);

    assertThat(outcome.getIssueFirstRep().getDetails().getCodingFirstRep().getSystem())
        .isEqualTo("https://kleroterion.org/problems");
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  void every_fault_of_a_form_is_told_at_once_and_where_it_is() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    QuestionnaireResponse response =
        Fhirs.filled(trial, Fhirs.form(trial), "S-1", Screenings.eligible());
    response.setStatus(QuestionnaireResponse.QuestionnaireResponseStatus.INPROGRESS);
    response.getItem().get(1).addAnswer().setValue(new Coding("x", "y", "z"));
    response.getItem().get(3).setLinkId("shoe_size");

    OperationOutcome outcome =
        Fhirs.refused(
            Fhirs.evaluate(Tokens.enroller(), trial, Validation.write(response)), 400, "invalid");

    assertThat(outcome.getIssue())
        .extracting(issue -> issue.getExpression().get(0).getValue())
        .containsExactly(
            "QuestionnaireResponse.status",
            "QuestionnaireResponse.item.where(linkId = 'age')",
            "QuestionnaireResponse.item.where(linkId = 'shoe_size')");
  }

  @Test
  void a_body_that_is_no_form_is_refused() {
    TrialUnderTest trial = TrialUnderTest.shipped();
    for (String body :
        List.of(
            "",
            "x",
            "[]",
            "null",
            "{}",
            "{\"resourceType\":\"Parameters\"}",
            "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"status\":\"amended\"}",
            "{\"resourceType\":\"QuestionnaireResponse\"} x",
            "[".repeat(1000))) {
      Fhirs.refused(Fhirs.evaluate(Tokens.enroller(), trial, body), 400, "structure");
    }
    Fhirs.refused(
        Fhirs.evaluate(Tokens.enroller(), trial, "{\"x\":\"" + "x".repeat(70_000) + "\"}"),
        413,
        "too-long");
    Fhirs.refused(
        TrialUnderTest.as(Tokens.enroller())
            .contentType("application/fhir+xml")
            .body("<QuestionnaireResponse/>")
            .post("/fhir/R4/Questionnaire/" + trial.code() + "/$evaluate"),
        415,
        "not-supported");
    assertThat(trial.log()).hasSize(2);
  }

  @Test
  @Tag("R21")
  void who_may_not_assess_may_not_by_form() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    Questionnaire form = Fhirs.form(trial);
    String body = Validation.write(Fhirs.filled(trial, form, "S-1", Screenings.eligible()));
    for (String role : List.of("auditor", "statistician", "manager")) {
      Fhirs.refused(Fhirs.evaluate(Tokens.of(role), trial, body), 403, "forbidden");
    }
    Fhirs.refused(Fhirs.evaluate(Tokens.at("enroller", "pumch"), trial, body), 403, "forbidden");
    Fhirs.refused(Fhirs.evaluate("no-token", trial, body), 401, "login");
    String elsewhere = Tokens.sign(Tokens.claims("enroller").claim("trials", List.of("other")));
    Fhirs.refused(Fhirs.evaluate(elsewhere, trial, body), 404, "not-found");
    assertThat(trial.log()).hasSize(2);

    trial.assess(Tokens.enroller(), "S-1", "pumch", Screenings.eligible()).statusCode(201);
    Fhirs.refused(Fhirs.evaluate(Tokens.at("enroller", "cams"), trial, body), 403, "forbidden");
    trial.becomes("CLOSED").statusCode(200);
    Fhirs.refused(Fhirs.evaluate(Tokens.enroller(), trial, body), 409, "business-rule");
    assertThat(trial.log()).hasSize(4);
  }

  @Test
  void the_round_trip_is_measured() throws Exception {
    TrialUnderTest trial = TrialUnderTest.shipped();
    Questionnaire form = Fhirs.form(trial);
    String path = "ResearchSubject?study=" + trial.code() + "&individual=T-";
    RoundTrips evaluations = new RoundTrips();
    RoundTrips searches = new RoundTrips();
    int warmUp = Whole.or(10, 100);
    for (int i = 0; i < warmUp + Whole.or(20, 200); i++) {
      String body =
          Validation.write(
              Fhirs.filled(trial, form, "T-" + i, Screenings.eligible().with("age", 20 + i % 50)));
      long begin = System.nanoTime();
      assertThat(Fhirs.evaluate(Tokens.enroller(), trial, body).statusCode()).isEqualTo(200);
      long evaluated = System.nanoTime();
      assertThat(Fhirs.get(Tokens.enroller(), path + i).statusCode()).isEqualTo(200);
      if (i >= warmUp) {
        evaluations.add(evaluated - begin);
        searches.add(System.nanoTime() - evaluated);
      }
    }
    evaluations.print("FHIR, $evaluate");
    searches.print("FHIR, ResearchSubject of one subject");
  }
}
