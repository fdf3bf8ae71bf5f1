package org.kleroterion.gateway.fhir;

import java.util.Arrays;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Group.GroupType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedArtifact.RelatedArtifactType;
import org.hl7.fhir.r4.model.ResearchStudy;
import org.hl7.fhir.r4.model.ResearchStudy.ResearchStudyStatus;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.protocol.Arm;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Site;

/** Maps a trial to a {@code ResearchStudy} that contains its sites and criteria. */
final class StudyMapper {
  static final String TYPE = "ResearchStudy";

  /** The code system of a study's status. */
  static final String STATUSES = "http://hl7.org/fhir/research-study-status";

  private static final String ELIGIBILITY = "eligibility";

  private final Names names;

  StudyMapper(Names names) {
    this.names = names;
  }

  /** A reference to the {@code ResearchStudy} of a trial. */
  static Reference reference(String trial) {
    return new Reference(TYPE + "/" + Names.id(trial));
  }

  ResearchStudy map(ServedTrial trial, List<Site> sites) {
    Protocol protocol = trial.protocol();
    ResearchStudy study = new ResearchStudy();
    study.setId(Names.id(trial.code()));
    study.addIdentifier().setSystem(names.trials()).setValue(trial.code());
    study.setTitle(protocol.title());
    study.setStatus(status(trial));
    study
        .addRelatedArtifact()
        .setType(RelatedArtifactType.DOCUMENTATION)
        .setDisplay("Protocol version " + protocol.version() + ", SHA-256 " + protocol.sha256());
    for (Arm arm : protocol.arms()) {
      study.addArm().setName(arm.code()).setDescription(arm.label());
    }
    study.addContained(eligibility(trial.code(), protocol));
    study.addEnrollment(new Reference("#" + ELIGIBILITY));
    for (int i = 0; i < sites.size(); i++) {
      String id = "site-" + (i + 1);
      study.addContained(location(id, trial.code(), sites.get(i)));
      study.addSite(new Reference("#" + id).setDisplay(sites.get(i).name()));
    }
    return study;
  }

  /** The codes that FHIR has for a status, whether or not a trial can have it. */
  static List<String> knownStatuses() {
    return Arrays.stream(ResearchStudyStatus.values())
        .filter(status -> status != ResearchStudyStatus.NULL)
        .map(ResearchStudyStatus::toCode)
        .toList();
  }

  static ResearchStudyStatus status(ServedTrial trial) {
    return switch (trial.status()) {
      case REGISTERED -> ResearchStudyStatus.APPROVED;
      case OPEN -> ResearchStudyStatus.ACTIVE;
      case PAUSED -> ResearchStudyStatus.TEMPORARILYCLOSEDTOACCRUAL;
      case CLOSED -> ResearchStudyStatus.CLOSEDTOACCRUAL;
    };
  }

  private Location location(String id, String trial, Site site) {
    Location location = new Location();
    location.setId(id);
    location.addIdentifier().setSystem(names.sites(trial)).setValue(site.code());
    location.setName(site.name());
    return location;
  }

  private Group eligibility(String trial, Protocol protocol) {
    Group group = new Group().setType(GroupType.PERSON).setActual(false);
    group.setId(ELIGIBILITY);
    protocol.target().ifPresent(group::setQuantity);
    for (Criterion criterion : protocol.criteria()) {
      group
          .addCharacteristic()
          .setCode(
              new CodeableConcept(
                      new Coding().setSystem(names.criteria(trial)).setCode(criterion.id()))
                  .setText(criterion.text()))
          .setValue(new BooleanType(true))
          .setExclude(criterion.kind() == Criterion.Kind.EXCLUSION);
    }
    return group;
  }
}
