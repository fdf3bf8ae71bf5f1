package org.kleroterion.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;

/** What HL7's definitions say of a resource; nothing is asked of any network. */
public final class Validation {
  private static final FhirContext CONTEXT = FhirContext.forR4();
  private static final PrePopulatedValidationSupport FORMS =
      new PrePopulatedValidationSupport(CONTEXT);
  private static final FhirValidator VALIDATOR = validator();

  private Validation() {}

  private static FhirValidator validator() {
    ValidationSupportChain chain =
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(CONTEXT),
            FORMS,
            new CommonCodeSystemsTerminologyService(CONTEXT),
            new InMemoryTerminologyServerValidationSupport(CONTEXT));
    return CONTEXT.newValidator().registerValidatorModule(new FhirInstanceValidator(chain));
  }

  /** Reads it strictly, and fails unless it is without error. */
  public static <R extends IBaseResource> R valid(Class<R> type, String json) {
    R resource =
        CONTEXT
            .newJsonParser()
            .setParserErrorHandler(new StrictErrorHandler())
            .parseResource(type, json);
    assertThat(errors(json)).as(json).isEmpty();
    return resource;
  }

  public static List<String> errors(String json) {
    return VALIDATOR.validateWithResult(json).getMessages().stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .map(Validation::text)
        .toList();
  }

  /** Responses are then validated against this questionnaire too. */
  public static void know(Resource form) {
    FORMS.addResource(form);
  }

  public static String write(Resource resource) {
    return CONTEXT.newJsonParser().encodeResourceToString(resource);
  }

  private static String text(SingleValidationMessage message) {
    return message.getLocationString() + ": " + message.getMessage();
  }
}
