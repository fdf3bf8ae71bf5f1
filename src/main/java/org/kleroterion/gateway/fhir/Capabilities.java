package org.kleroterion.gateway.fhir;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ReferenceHandlingPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationKind;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;

/** The capability statement and the definition of {@code $evaluate}. */
@ApplicationScoped
class Capabilities {
  /** Both the id of the operation's definition and the operation's code. */
  static final String EVALUATE = "evaluate";

  private static final String OPERATION = "OperationDefinition";

  /** The date of the last change to these two documents. */
  private static final String SINCE = "2026-11-30";

  private static final String SEARCH = "http://hl7.org/fhir/SearchParameter/";

  private static final String RECORDS =
      "It records: every call writes an assessment of the subject to the trial's log, like POST"
          + " /v1/trials/{trial}/assessments, whatever the verdict. The same answers again return"
          + " the same assessment.";

  private final Names names;
  private final String version;

  Capabilities(Names names, @ConfigProperty(name = "quarkus.application.version") String version) {
    this.names = names;
    this.version = version;
  }

  String statement(UriInfo uri) {
    CapabilityStatement statement = new CapabilityStatement();
    statement.setName("Kleroterion").setTitle("Kleroterion, randomization of clinical trials");
    statement.setStatus(PublicationStatus.ACTIVE).setDateElement(new DateTimeType(SINCE));
    statement.setKind(CapabilityStatementKind.INSTANCE);
    statement.getSoftware().setName("Kleroterion").setVersion(version);
    statement
        .getImplementation()
        .setDescription("The trials of this service")
        .setUrl(Searchset.base(uri));
    statement.setFhirVersion(FHIRVersion._4_0_1);
    statement.addFormat(Fhir.JSON);
    statement.addFormat("json");
    CapabilityStatementRestComponent rest =
        statement.addRest().setMode(RestfulCapabilityMode.SERVER);
    rest.setDocumentation(
        "Read-only, except for $evaluate. Search by GET or by POST to [type]/_search. Token"
            + " parameters take alternatives (a,b). Besides the listed parameters, _count, _format"
            + " (JSON), _pretty and _summary=false are known; all others are refused.");
    rest.getSecurity()
        .setDescription(
            "OAuth 2.0 bearer token (RFC 6750): a JWT of the identity provider that the service"
                + " trusts. Only this statement and the OperationDefinition need no token.")
        .addService(
            new CodeableConcept(
                new Coding(
                    "http://terminology.hl7.org/CodeSystem/restful-security-service",
                    "OAuth",
                    "OAuth")));
    study(resource(rest, StudyMapper.TYPE));
    subject(resource(rest, SubjectMapper.TYPE));
    audit(resource(rest, "AuditEvent"));
    resource(rest, Names.QUESTIONNAIRE)
        .setDocumentation("One for each trial, for the protocol version in force.")
        .addOperation()
        .setName(EVALUATE)
        .setDefinition(names.canonical(OPERATION, EVALUATE))
        .setDocumentation(RECORDS);
    resource(rest, OPERATION);
    return Fhir.write(statement);
  }

  private static CapabilityStatementRestResourceComponent resource(
      CapabilityStatementRestComponent rest, String type) {
    CapabilityStatementRestResourceComponent resource = rest.addResource().setType(type);
    resource.addInteraction().setCode(TypeRestfulInteraction.READ);
    return resource
        .setVersioning(ResourceVersionPolicy.NOVERSION)
        .addReferencePolicy(ReferenceHandlingPolicy.LOCAL)
        .addReferencePolicy(ReferenceHandlingPolicy.LOGICAL);
  }

  private static void study(CapabilityStatementRestResourceComponent study) {
    study.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
    parameter(study, "_id", "Resource-id", SearchParamType.TOKEN, "The trial's id.");
    parameter(
        study,
        "identifier",
        "ResearchStudy-identifier",
        SearchParamType.TOKEN,
        "The trial's code.");
    parameter(study, "status", "ResearchStudy-status", SearchParamType.TOKEN, "The status.");
  }

  private static void subject(CapabilityStatementRestResourceComponent subject) {
    subject.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
    parameter(
        subject,
        "study",
        "ResearchSubject-study",
        SearchParamType.REFERENCE,
        "The trial. Required.");
    parameter(
        subject,
        "identifier",
        "ResearchSubject-identifier",
        SearchParamType.TOKEN,
        "The subject's code.");
    parameter(
        subject,
        "individual",
        "ResearchSubject-individual",
        SearchParamType.REFERENCE,
        "The subject's code. Also as individual:identifier.");
    parameter(
        subject,
        "status",
        "ResearchSubject-status",
        SearchParamType.TOKEN,
        "The status: screening, eligible, ineligible or on-study.");
  }

  private static void audit(CapabilityStatementRestResourceComponent audit) {
    audit.setDocumentation("One for each entry of a trial's log. For auditors only.");
    audit.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
    parameter(
        audit,
        "entity",
        "AuditEvent-entity",
        SearchParamType.REFERENCE,
        "The trial, ResearchStudy/{id}. Required. For a subject's code, add entity:identifier.");
    parameter(
        audit, "subtype", "AuditEvent-subtype", SearchParamType.TOKEN, "The type of the entry.");
    parameter(
        audit,
        "date",
        "AuditEvent-date",
        SearchParamType.DATE,
        "With eq, ge, gt, sa, le, lt or eb. May be repeated. Dates are in UTC.");
    parameter(audit, "altid", "AuditEvent-altid", SearchParamType.TOKEN, "The caller's 'sub'.");
    parameter(audit, "site", "AuditEvent-site", SearchParamType.TOKEN, "The site's code.");
  }

  private static void parameter(
      CapabilityStatementRestResourceComponent resource,
      String name,
      String definition,
      SearchParamType type,
      String documentation) {
    resource
        .addSearchParam()
        .setName(name)
        .setDefinition(SEARCH + definition)
        .setType(type)
        .setDocumentation(documentation);
  }

  String evaluate() {
    OperationDefinition operation = new OperationDefinition();
    operation.setId(EVALUATE);
    operation.setUrl(names.canonical(OPERATION, EVALUATE));
    operation.setName("Evaluate").setTitle("Assess a subject's eligibility, and record it");
    operation.setStatus(PublicationStatus.ACTIVE).setDateElement(new DateTimeType(SINCE));
    operation.setKind(OperationKind.OPERATION).setAffectsState(true);
    operation.setDescription(RECORDS);
    operation.setCode(EVALUATE).addResource(Names.QUESTIONNAIRE);
    operation.setSystem(false).setType(false).setInstance(true);
    operation
        .addParameter()
        .setName("response")
        .setUse(OperationParameterUse.IN)
        .setMin(1)
        .setMax("1")
        .setType("QuestionnaireResponse")
        .setDocumentation(
            "The completed form. subject.identifier is the subject's code, the item "
                + Names.SITE
                + " is the subject's site, and author.display is the person for whom a system"
                + " account asks.");
    output(operation, "verdict", 1, "1", "code", "ELIGIBLE, INELIGIBLE or INCOMPLETE.");
    output(operation, "assessment", 1, "1", "id", "The assessment's id.");
    output(operation, "recordedNow", 1, "1", "boolean", "False if it existed before this call.");
    output(operation, "protocolVersion", 1, "1", "integer", "The protocol version applied.");
    output(operation, "time", 1, "1", "dateTime", "When it was recorded.");
    output(operation, "validUntil", 0, "1", "dateTime", "Until when an allocation can use it.");
    output(operation, "stratum", 0, "1", "string", "The stratum, if the answers give one.");
    output(
        operation,
        "missing",
        0,
        "*",
        "string",
        "The linkIds of missing values that the verdict or the stratum needs.");
    OperationDefinition.OperationDefinitionParameterComponent criterion =
        output(operation, "criterion", 0, "*", "", "Each criterion, in the protocol's order.");
    part(criterion, "id", "1", "string", "The criterion's id in the protocol.");
    part(criterion, "kind", "1", "code", "inclusion or exclusion.");
    part(criterion, "text", "1", "string", "Verbatim from the protocol.");
    part(criterion, "outcome", "1", "code", "MET, NOT_MET or MISSING.");
    part(criterion, "missing", "*", "string", "The linkIds of missing values that it needs.");
    output(operation, "entry", 0, "1", "string", "The exact bytes of the log entry.");
    output(operation, "receipt", 0, "1", "string", "The proof that the entry is in the log.");
    return Fhir.write(operation);
  }

  private static OperationDefinition.OperationDefinitionParameterComponent output(
      OperationDefinition operation,
      String name,
      int min,
      String max,
      String type,
      String documentation) {
    OperationDefinition.OperationDefinitionParameterComponent parameter = operation.addParameter();
    parameter
        .setName(name)
        .setUse(OperationParameterUse.OUT)
        .setMin(min)
        .setMax(max)
        .setDocumentation(documentation);
    if (!type.isEmpty()) {
      parameter.setType(type);
    }
    return parameter;
  }

  private static void part(
      OperationDefinition.OperationDefinitionParameterComponent parameter,
      String name,
      String max,
      String type,
      String documentation) {
    parameter
        .addPart()
        .setName(name)
        .setUse(OperationParameterUse.OUT)
        .setMin(max.equals("1") ? 1 : 0)
        .setMax(max)
        .setType(type)
        .setDocumentation(documentation);
  }
}
