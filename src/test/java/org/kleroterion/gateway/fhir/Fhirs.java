package org.kleroterion.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.kleroterion.api.Tokens;
import org.kleroterion.api.TrialUnderTest;

/** What a client that speaks FHIR does. */
public final class Fhirs {
  static final String JSON = "application/fhir+json";
  public static final String SERVICE = "https://kleroterion.test";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Fhirs() {}

  /** A protocol of the tests under a code that is no id in FHIR, open. */
  static TrialUnderTest awkward(String code) throws Exception {
    String text = Files.readString(Path.of("src/test/resources/protocols/one-stratum.yaml"));
    TrialUnderTest trial =
        TrialUnderTest.register(text.replace("trial: one-stratum", "trial: " + code));
    trial.becomes("OPEN").statusCode(200);
    return trial;
  }

  /**
   * @param path below the base, or a whole URL, such as that of a link
   */
  public static Response get(String token, String path) {
    String url = "/fhir/R4/" + path.replace(SERVICE + "/fhir/R4/", "");
    return TrialUnderTest.as(token).urlEncodingEnabled(false).get(url);
  }

  /** A resource, valid and with all of its references resolved. */
  static <R extends Resource> R read(Class<R> type, String token, String path) throws Exception {
    Response answer = get(token, path);
    assertThat(answer.statusCode()).as(path + answer.asString()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo(JSON + ";charset=UTF-8");
    requireReferences(MAPPER.readTree(answer.asString()));
    return Validation.valid(type, answer.asString());
  }

  /** All pages of a search, one behind the other. */
  static List<Bundle> pages(String token, String path) throws Exception {
    List<Bundle> pages = new ArrayList<>();
    for (String next = path; next != null; ) {
      Bundle page = read(Bundle.class, token, next);
      assertThat(page.getLink("self")).isNotNull();
      pages.add(page);
      next = page.getLink("next") == null ? null : page.getLink("next").getUrl();
    }
    return pages;
  }

  /** What a search finds on all of its pages. */
  static <R extends Resource> List<R> found(Class<R> type, String token, String path)
      throws Exception {
    List<R> found = new ArrayList<>();
    for (Bundle page : pages(token, path)) {
      page.getEntry().forEach(entry -> found.add(type.cast(entry.getResource())));
    }
    return found;
  }

  /** What a refusal says, valid. */
  public static OperationOutcome refused(Response answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    assertThat(answer.contentType()).isEqualTo(JSON + ";charset=UTF-8");
    OperationOutcome outcome = Validation.valid(OperationOutcome.class, answer.asString());
    assertThat(outcome.getIssue())
        .as(answer.asString())
        .isNotEmpty()
        .allMatch(issue -> issue.getCode().toCode().equals(code))
        .allMatch(issue -> !issue.getDiagnostics().isBlank());
    return outcome;
  }

  // Within the resource, or to another one that is served.
  private static void requireReferences(JsonNode node) {
    JsonNode contained = node.path("contained");
    for (JsonNode found : node.findValues("reference")) {
      String reference = found.asText();
      if (reference.startsWith("#")) {
        assertThat(node.findValuesAsText("id")).contains(reference.substring(1));
      } else if (contained.isMissingNode()) {
        assertThat(get(Tokens.auditor(), reference).statusCode()).as(reference).isEqualTo(200);
      }
    }
  }

  public static Questionnaire form(TrialUnderTest trial) throws Exception {
    return read(Questionnaire.class, Tokens.enroller(), "Questionnaire/" + trial.code());
  }

  /** The form filled as a form filler does it, at the trial's first site. */
  public static QuestionnaireResponse filled(
      TrialUnderTest trial, Questionnaire form, String subject, Map<String, Object> screening) {
    QuestionnaireResponse response = new QuestionnaireResponse();
    response.setQuestionnaire(form.getUrl() + "|" + form.getVersion());
    response.setStatus(QuestionnaireResponseStatus.COMPLETED);
    response
        .getSubject()
        .setType("ResearchSubject")
        .getIdentifier()
        .setSystem(SERVICE + "/trials/" + trial.code() + "/subjects")
        .setValue(subject);
    for (QuestionnaireItemComponent item : form.getItem()) {
      Object value =
          item.getLinkId().equals("enrolling-site")
              ? trial.site()
              : screening.get(item.getLinkId());
      if (value != null) {
        response.addItem().setLinkId(item.getLinkId()).addAnswer().setValue(answer(item, value));
      }
    }
    return response;
  }

  private static Type answer(QuestionnaireItemComponent item, Object value) {
    return switch (item.getType()) {
      case INTEGER -> new IntegerType(((Number) value).intValue());
      case DECIMAL -> new DecimalType(new BigDecimal(value.toString()));
      case BOOLEAN -> new BooleanType((Boolean) value);
      case CHOICE ->
          item.getAnswerOption().stream()
              .map(option -> (Coding) option.getValue())
              .filter(coding -> coding.getCode().equals(value))
              .findFirst()
              .orElseThrow();
      default -> throw new AssertionError(item.getType());
    };
  }

  public static Response evaluate(String token, TrialUnderTest trial, String body) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + token)
        .contentType(JSON)
        .urlEncodingEnabled(false)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/fhir/R4/Questionnaire/" + trial.code() + "/$evaluate");
  }
}
