package org.kleroterion.gateway.fhir;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResearchSubject;
import org.hl7.fhir.r4.model.ResearchSubject.ResearchSubjectStatus;
import org.kleroterion.allocation.history.PastAllocation;
import org.kleroterion.eligibility.ScreenedSubject;
import org.kleroterion.eligibility.Verdict;

/** Maps a subject to a {@code ResearchSubject}. */
public final class SubjectMapper {
  public static final String TYPE = "ResearchSubject";

  /** The code system of a subject's status. */
  static final String STATUSES = "http://hl7.org/fhir/research-subject-status";

  private final Names names;

  SubjectMapper(Names names) {
    this.names = names;
  }

  /** A logical reference: it has the subject's code, and no URL. */
  static Reference logical(Names names, String trial, String code) {
    return new Reference()
        .setType(TYPE)
        .setIdentifier(new Identifier().setSystem(names.subjects(trial)).setValue(code));
  }

  /**
   * Maps a subject.
   *
   * @param allocation the subject's allocation, if the caller may see it
   */
  ResearchSubject map(ScreenedSubject subject, Optional<PastAllocation> allocation) {
    ResearchSubject mapped = new ResearchSubject();
    mapped.setId(subject.id().toString());
    Identifier code =
        new Identifier().setSystem(names.subjects(subject.trial())).setValue(subject.code());
    mapped.addIdentifier(code);
    mapped.setStudy(StudyMapper.reference(subject.trial()));
    mapped.setIndividual(new Reference().setType("Patient").setIdentifier(code.copy()));
    mapped.setStatus(status(subject, allocation));
    mapped.setPeriod(period(allocation.map(PastAllocation::time).orElseGet(subject.first()::time)));
    allocation.ifPresent(given -> mapped.setAssignedArm(given.arm()));
    return mapped;
  }

  /** The codes that FHIR has for a status, whether or not a subject can have it. */
  static List<String> knownStatuses() {
    return Arrays.stream(ResearchSubjectStatus.values())
        .filter(status -> status != ResearchSubjectStatus.NULL)
        .map(ResearchSubjectStatus::toCode)
        .toList();
  }

  static ResearchSubjectStatus status(
      ScreenedSubject subject, Optional<PastAllocation> allocation) {
    return allocation.isPresent()
        ? ResearchSubjectStatus.ONSTUDY
        : status(subject.latest().verdict());
  }

  private static ResearchSubjectStatus status(Verdict verdict) {
    return switch (verdict) {
      case ELIGIBLE -> ResearchSubjectStatus.ELIGIBLE;
      case INELIGIBLE -> ResearchSubjectStatus.INELIGIBLE;
      case INCOMPLETE -> ResearchSubjectStatus.SCREENING;
    };
  }

  private static Period period(Instant start) {
    return new Period().setStartElement(FhirTimes.dateTime(start));
  }
}
