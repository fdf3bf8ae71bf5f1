package org.kleroterion.gateway.fhir.questionnaire;

import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.kleroterion.access.Caller;
import org.kleroterion.eligibility.AssessmentRequest;
import org.kleroterion.eligibility.AssessmentService;
import org.kleroterion.gateway.fhir.Fhir;
import org.kleroterion.gateway.fhir.Names;
import org.kleroterion.gateway.fhir.StudyService;
import org.kleroterion.problem.MalformedBody;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.trial.ServedTrial;

/** Returns the screening form, and records the assessment of a completed form. */
@ApplicationScoped
class QuestionnaireService {
  private final Names names;
  private final StudyService studies;
  private final AssessmentService assessments;
  private final Validator validator;
  private final ObjectMapper json;

  QuestionnaireService(
      Names names,
      StudyService studies,
      AssessmentService assessments,
      Validator validator,
      ObjectMapper json) {
    this.names = names;
    this.studies = studies;
    this.assessments = assessments;
    this.validator = validator;
    this.json = json;
  }

  String read(Caller caller, String id) {
    ServedTrial trial = studies.require(caller, id);
    return Fhir.write(new QuestionnaireMapper(names).map(trial, studies.sites(trial)));
  }

  /**
   * Records the assessment of a completed form.
   *
   * @throws Refusal if the body is not JSON
   * @throws NoResponse if the body is not FHIR, or another resource
   */
  String evaluate(Caller caller, String id, String body) {
    ServedTrial trial = studies.require(caller, id);
    AssessmentRequest request = ResponseReader.read(names, trial, response(body));
    Set<ConstraintViolation<AssessmentRequest>> violations = validator.validate(request);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(violations);
    }
    return Fhir.write(VerdictMapper.map(assessments.assess(caller, trial.code(), request)));
  }

  private JsonNode tree(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw MalformedBody.refusal(e).orElseThrow();
    }
  }

  private QuestionnaireResponse response(String body) {
    if (!ResponseJson.isValid(tree(body))) {
      throw new NoResponse();
    }
    try {
      IBase resource = Fhir.read(body);
      if (resource instanceof Parameters parameters
          && parameters.getParameter().size() == 1
          && parameters.getParameterFirstRep().getName().equals("response")) {
        resource = parameters.getParameterFirstRep().getResource();
      }
      if (resource instanceof QuestionnaireResponse response) {
        return response;
      }
      throw new NoResponse();
    } catch (DataFormatException e) {
      throw new NoResponse();
    }
  }

  /** The body is not a form. The parser's message is left out because it quotes the body. */
  static final class NoResponse extends Refusal {
    NoResponse() {
      super(
          ProblemType.MALFORMED_BODY,
          "Must be a QuestionnaireResponse of FHIR R4, or Parameters with one parameter 'response'"
              + " that holds it. Check for elements that R4 does not define there, members of the"
              + " wrong JSON type, malformed values, and numbers of more than "
              + ResponseJson.MOST_DIGITS
              + " digits.");
    }
  }
}
