package org.kleroterion.gateway.fhir.questionnaire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BackboneElement;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.kleroterion.eligibility.AssessmentRequest;
import org.kleroterion.gateway.fhir.Names;
import org.kleroterion.gateway.fhir.OutcomeMapper;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.protocol.Variable;

/**
 * Converts a completed form to a request for an assessment. Items that the questionnaire does not
 * have are refused. Ranges and codes are checked later, against the data dictionary.
 */
final class ResponseReader {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private final Names names;
  private final ServedTrial trial;
  private final QuestionnaireResponse response;
  private final List<Violation> violations = new ArrayList<>();
  private final ObjectNode screening = JSON.objectNode();
  private @Nullable String site;

  private ResponseReader(Names names, ServedTrial trial, QuestionnaireResponse response) {
    this.names = names;
    this.trial = trial;
    this.response = response;
  }

  /**
   * Reads the form.
   *
   * @throws InvalidRequest with all violations of the form
   */
  static AssessmentRequest read(Names names, ServedTrial trial, QuestionnaireResponse response) {
    return new ResponseReader(names, trial, response).read();
  }

  private AssessmentRequest read() {
    requireForm();
    String subject = subject();
    Optional<String> person = person();
    Set<String> answered = new HashSet<>();
    for (QuestionnaireResponseItemComponent item : response.getItem()) {
      // A missing linkId becomes "null", which is refused as an unknown item.
      String linkId = String.valueOf(item.getLinkId());
      String pointer = OutcomeMapper.SCREENING + linkId;
      if (!answered.add(linkId)) {
        wrong(pointer, "Must be answered only once.");
      } else {
        answer(item, pointer).ifPresent(answer -> store(linkId, answer, pointer));
      }
    }
    if (site == null) {
      wrong("/site", "Must be answered with the code of the subject's site.");
    }
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return new AssessmentRequest(subject, String.valueOf(site), screening, person);
  }

  private void requireForm() {
    String form = names.canonical(Names.QUESTIONNAIRE, Names.id(trial.code()));
    String version = form + "|" + trial.protocol().version();
    if (!Set.of(form, version).contains(String.valueOf(response.getQuestionnaire()))) {
      wrong(
          "/questionnaire",
          "Must be '" + version + "', the form of the protocol version in force.");
    }
    if (response.getStatus() != QuestionnaireResponseStatus.COMPLETED
        && response.getStatus() != QuestionnaireResponseStatus.AMENDED) {
      wrong("/status", "Must be completed or amended.");
    }
    if (response.hasImplicitRules() || response.hasModifierExtension()) {
      wrong(
          "/modifierExtension",
          "Must be absent, and so must implicitRules: they could change the meaning.");
    }
  }

  private String subject() {
    Identifier subject = response.getSubject().getIdentifier();
    String system = names.subjects(trial.code());
    if (response.getSubject().hasReference()
        || !system.equals(subject.getSystem())
        || !subject.hasValue()) {
      wrong(
          "/subject",
          "Must have an identifier with the subject's code as value and the system '"
              + system
              + "', and no reference.");
      return "";
    }
    return subject.getValue();
  }

  /** The person for whom a system account asks. */
  private Optional<String> person() {
    if (response.hasAuthor() && !response.getAuthor().hasDisplay()) {
      wrong("/requestedBy", "Must have the person for whom a system account asks as display.");
    }
    return Optional.ofNullable(response.getAuthor().getDisplay());
  }

  private Optional<Type> answer(QuestionnaireResponseItemComponent item, String pointer) {
    List<QuestionnaireResponseItemAnswerComponent> answers = item.getAnswer();
    if (isModified(item) || item.hasItem()) {
      wrong(pointer, "Must have an answer and nothing else.");
      return Optional.empty();
    }
    if (answers.isEmpty()) {
      return Optional.empty();
    }
    if (answers.size() > 1) {
      wrong(pointer, "Must have one answer.");
      return Optional.empty();
    }
    QuestionnaireResponseItemAnswerComponent answer = answers.get(0);
    if (isModified(answer) || answer.hasItem() || !answer.hasValue()) {
      wrong(
          pointer,
          "Must have one value and nothing else; leave the item out if the value is not known.");
      return Optional.empty();
    }
    return Optional.of(answer.getValue());
  }

  private static boolean isModified(BackboneElement element) {
    return element.hasModifierExtension();
  }

  private void store(String linkId, Type answer, String pointer) {
    if (linkId.equals(Names.SITE)) {
      code(answer, names.sites(trial.code()), "/site").ifPresent(code -> site = code);
      return;
    }
    Optional<Variable> variable = trial.protocol().dictionary().variable(linkId);
    if (variable.isEmpty()) {
      wrong(pointer, "The questionnaire has no such item.");
      return;
    }
    value(variable.get(), answer, pointer).ifPresent(value -> screening.set(linkId, value));
  }

  private Optional<JsonNode> value(Variable variable, Type answer, String pointer) {
    return switch (variable.type()) {
      case INTEGER ->
          answer.getClass() == IntegerType.class
              ? Optional.of(JSON.numberNode(((IntegerType) answer).getValue()))
              : wrongType(pointer, "valueInteger");
      case NUMBER ->
          answer instanceof DecimalType number
              ? Optional.of(JSON.numberNode(number.getValue()))
              : wrongType(pointer, "valueDecimal");
      case BOOLEAN ->
          answer instanceof BooleanType truth
              ? Optional.of(JSON.booleanNode(truth.booleanValue()))
              : wrongType(pointer, "valueBoolean");
      case CODE ->
          code(answer, names.codes(trial.code(), variable.name()), pointer).map(JSON::textNode);
    };
  }

  private Optional<String> code(Type answer, String system, String pointer) {
    if (!(answer instanceof Coding coding)) {
      return wrongType(pointer, "valueCoding");
    }
    if (!system.equals(coding.getSystem()) || !coding.hasCode()) {
      wrong(pointer, "Must be a code of the system '" + system + "'.");
      return Optional.empty();
    }
    return Optional.of(coding.getCode());
  }

  private <T> Optional<T> wrongType(String pointer, String wanted) {
    wrong(pointer, "Must be answered with " + wanted + ".");
    return Optional.empty();
  }

  private void wrong(String pointer, String message) {
    violations.add(new Violation(pointer, message));
  }
}
