package org.kleroterion.gateway.fhir.questionnaire;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.Type;
import org.kleroterion.gateway.fhir.Names;
import org.kleroterion.gateway.fhir.SubjectMapper;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Site;
import org.kleroterion.trial.protocol.Variable;

/** Maps a trial's data dictionary to a {@code Questionnaire}, the screening form. */
public final class QuestionnaireMapper {
  private static final String EXTENSIONS = "http://hl7.org/fhir/StructureDefinition/";

  private final Names names;

  QuestionnaireMapper(Names names) {
    this.names = names;
  }

  Questionnaire map(ServedTrial trial, List<Site> sites) {
    Protocol protocol = trial.protocol();
    Questionnaire form = new Questionnaire();
    form.setId(Names.id(trial.code()));
    form.setUrl(names.canonical(Names.QUESTIONNAIRE, Names.id(trial.code())));
    form.setVersion(Integer.toString(protocol.version()));
    form.setName("Screening");
    form.setTitle("Screening for " + trial.code());
    form.setDescription(protocol.title());
    form.setStatus(status(trial.status()));
    form.addSubjectType(SubjectMapper.TYPE);
    QuestionnaireItemComponent site = item(Names.SITE, "Site", QuestionnaireItemType.CHOICE);
    site.setRequired(true);
    sites.forEach(known -> option(site, names.sites(trial.code()), known.code(), known.name()));
    form.addItem(site);
    for (Variable variable : protocol.dictionary().variables()) {
      form.addItem(item(trial.code(), variable));
    }
    return form;
  }

  private static PublicationStatus status(TrialStatus status) {
    return switch (status) {
      case REGISTERED -> PublicationStatus.DRAFT;
      case OPEN, PAUSED -> PublicationStatus.ACTIVE;
      case CLOSED -> PublicationStatus.RETIRED;
    };
  }

  // Never required: a screening may lack values, and its verdict may then be INCOMPLETE.
  private QuestionnaireItemComponent item(String trial, Variable variable) {
    QuestionnaireItemComponent item =
        item(variable.name(), variable.label(), type(variable.type())).setRequired(false);
    variable
        .unit()
        .ifPresent(
            unit ->
                item.addExtension(
                    EXTENSIONS + "questionnaire-unit", new Coding().setDisplay(unit)));
    variable
        .minimum()
        .ifPresent(
            bound -> item.addExtension(EXTENSIONS + "minValue", number(variable.type(), bound)));
    variable
        .maximum()
        .ifPresent(
            bound -> item.addExtension(EXTENSIONS + "maxValue", number(variable.type(), bound)));
    for (Map.Entry<String, String> code : variable.codes().entrySet()) {
      option(item, names.codes(trial, variable.name()), code.getKey(), code.getValue());
    }
    return item;
  }

  private static QuestionnaireItemComponent item(
      String linkId, String text, QuestionnaireItemType type) {
    return new QuestionnaireItemComponent().setLinkId(linkId).setText(text).setType(type);
  }

  private static void option(
      QuestionnaireItemComponent item, String system, String code, String label) {
    item.addAnswerOption().setValue(new Coding(system, code, label));
  }

  private static QuestionnaireItemType type(Variable.Type type) {
    return switch (type) {
      case INTEGER -> QuestionnaireItemType.INTEGER;
      case NUMBER -> QuestionnaireItemType.DECIMAL;
      case BOOLEAN -> QuestionnaireItemType.BOOLEAN;
      case CODE -> QuestionnaireItemType.CHOICE;
    };
  }

  private static Type number(Variable.Type type, BigDecimal bound) {
    return type == Variable.Type.INTEGER
        ? new IntegerType(bound.intValueExact())
        : new DecimalType(bound);
  }
}
