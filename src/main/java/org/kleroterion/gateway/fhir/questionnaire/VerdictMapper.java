package org.kleroterion.gateway.fhir.questionnaire;

import java.util.Locale;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.kleroterion.eligibility.AssessmentView;
import org.kleroterion.eligibility.CriterionView;
import org.kleroterion.gateway.fhir.FhirTimes;
import org.kleroterion.wire.Created;

/** Maps a recorded assessment to the answer of {@code $evaluate}. */
final class VerdictMapper {
  private VerdictMapper() {}

  static Parameters map(Created<AssessmentView> assessed) {
    AssessmentView assessment = assessed.view();
    Parameters answer = new Parameters();
    answer.addParameter("verdict", new CodeType(assessment.verdict().name()));
    answer.addParameter("assessment", new IdType(assessment.id().toString()));
    answer.addParameter("recordedNow", new BooleanType(assessed.isNew()));
    answer.addParameter("protocolVersion", new IntegerType(assessment.protocolVersion()));
    answer.addParameter("time", FhirTimes.dateTime(assessment.time()));
    assessment
        .validUntil()
        .ifPresent(until -> answer.addParameter("validUntil", FhirTimes.dateTime(until)));
    assessment
        .stratum()
        .filter(stratum -> !stratum.isEmpty())
        .ifPresent(stratum -> answer.addParameter("stratum", new StringType(stratum)));
    assessment.missing().forEach(name -> answer.addParameter("missing", new StringType(name)));
    assessment.criteria().forEach(criterion -> criterion(answer.addParameter(), criterion));
    assessment.entry().ifPresent(entry -> answer.addParameter("entry", new StringType(entry)));
    assessment
        .receipt()
        .ifPresent(receipt -> answer.addParameter("receipt", new StringType(receipt)));
    return answer;
  }

  private static void criterion(ParametersParameterComponent part, CriterionView criterion) {
    part.setName("criterion");
    part.addPart().setName("id").setValue(new StringType(criterion.id()));
    part.addPart()
        .setName("kind")
        .setValue(new CodeType(criterion.kind().name().toLowerCase(Locale.ROOT)));
    part.addPart().setName("text").setValue(new StringType(criterion.text()));
    part.addPart().setName("outcome").setValue(new CodeType(criterion.outcome().name()));
    criterion
        .missing()
        .forEach(name -> part.addPart().setName("missing").setValue(new StringType(name)));
  }
}
