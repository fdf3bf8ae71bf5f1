package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.kleroterion.access.Caller;
import org.kleroterion.eligibility.AssessmentService.AssessmentUnknown;
import org.kleroterion.eligibility.Assessments;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.log.LockedLog;
import org.kleroterion.trial.ServedTrial;

/** No arm without a recorded assessment in which every criterion was answered and met (R01). */
@ApplicationScoped
class Gate {
  private final Assessments assessments;

  Gate(Assessments assessments) {
    this.assessments = assessments;
  }

  /**
   * Returns the assessment that admits the subject. It must be the subject's latest, made under the
   * protocol in force, and not expired.
   *
   * @param found the subject's latest assessment
   * @throws AllocationRefused if no assessment admits the subject
   * @throws AssessmentUnknown if the requested assessment does not exist, or the token does not
   *     name its site
   */
  RecordedAssessment admit(
      Caller caller,
      ServedTrial trial,
      RequestedAllocation requested,
      Optional<RecordedAssessment> found,
      LockedLog log) {
    requested
        .assessment()
        .ifPresent(id -> requireAssessmentOf(caller, trial, id, requested.subject(), found));
    RecordedAssessment latest =
        found.orElseThrow(() -> new AllocationRefused.SubjectNotAssessed(trial.code()));
    caller.requireSubjectOf(latest.site());
    requireRequested(latest, requested);
    if (latest.protocolVersion() != trial.protocol().version()) {
      throw AllocationRefused.AssessmentSuperseded.byAmendment();
    }
    return switch (latest.verdict()) {
      case INELIGIBLE ->
          throw new AllocationRefused.SubjectNotEligible(latest.id(), latest.notMet());
      case INCOMPLETE ->
          throw new AllocationRefused.ScreeningIncomplete(
              latest.id(), assessments.missing(trial.code(), latest));
      case ELIGIBLE -> requireValid(latest, log);
    };
  }

  private static RecordedAssessment requireValid(RecordedAssessment latest, LockedLog log) {
    // An assessment in a log before a restart no longer counts.
    if (latest.position() < log.first()) {
      throw AllocationRefused.AssessmentSuperseded.byRestart();
    }
    if (latest.expired(log::time)) {
      throw new AllocationRefused.AssessmentExpired(latest.id(), latest.validUntil().orElseThrow());
    }
    return latest;
  }

  /**
   * Whether a request for an allocated subject agrees with the screening on which the subject was
   * allocated. A request that names neither an assessment nor a screening always agrees.
   */
  boolean isRepeat(ServedTrial trial, Allocation existing, RequestedAllocation requested) {
    boolean namesNothing = requested.assessment().isEmpty() && requested.statement().isEmpty();
    if (namesNothing || requested.assessment().filter(existing.assessment::equals).isPresent()) {
      return true;
    }
    Optional<RequestedAllocation.Statement> statement =
        requested.statement().or(() -> statement(trial, requested.assessment(), existing.subject));
    return statement.isPresent()
        && statement.equals(statement(trial, Optional.of(existing.assessment), existing.subject));
  }

  private Optional<RequestedAllocation.Statement> statement(
      ServedTrial trial, Optional<UUID> assessment, String subject) {
    return assessment
        .flatMap(id -> assessments.find(trial.code(), id))
        .filter(found -> found.subject().equals(subject))
        .map(RequestedAllocation.Statement::of);
  }

  /**
   * @param latest the subject's latest assessment; usually this is the requested one, which then
   *     need not be read again
   */
  private void requireAssessmentOf(
      Caller caller,
      ServedTrial trial,
      UUID id,
      String subject,
      Optional<RecordedAssessment> latest) {
    RecordedAssessment assessment =
        latest
            .filter(known -> known.id().equals(id))
            .or(() -> assessments.find(trial.code(), id))
            .filter(known -> caller.sites().includes(known.site()))
            .orElseThrow(() -> new AssessmentUnknown(id.toString()));
    if (!assessment.subject().equals(subject)) {
      throw new AllocationRefused.AssessmentOfOtherSubject();
    }
  }

  private static void requireRequested(RecordedAssessment latest, RequestedAllocation requested) {
    boolean differs =
        requested.assessment().filter(id -> !id.equals(latest.id())).isPresent()
            || requested
                .statement()
                .filter(statement -> !statement.equals(RequestedAllocation.Statement.of(latest)))
                .isPresent();
    if (differs) {
      throw AllocationRefused.AssessmentSuperseded.byAnother();
    }
  }
}
