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
   * The assessment that admits the subject: its latest, made under the protocol in force, and not
   * too old.
   *
   * @param found the subject's latest
   * @throws AllocationRefused why there is none
   * @throws AssessmentUnknown if the assessment asked for does not exist within the caller's reach
   */
  RecordedAssessment admit(
      Caller caller,
      ServedTrial trial,
      Wanted wanted,
      Optional<RecordedAssessment> found,
      LockedLog log) {
    wanted.assessment().ifPresent(id -> requireOwn(caller, trial, id, wanted.subject(), found));
    RecordedAssessment latest =
        found.orElseThrow(() -> new AllocationRefused.SubjectNotAssessed(trial.code()));
    caller.requireSubjectOf(latest.site());
    requireMeant(latest, wanted);
    if (latest.protocolVersion() != trial.protocol().version()) {
      throw AllocationRefused.AssessmentSuperseded.byAmendment();
    }
    return switch (latest.verdict()) {
      case INELIGIBLE ->
          throw new AllocationRefused.SubjectNotEligible(latest.id(), latest.notMet());
      case INCOMPLETE ->
          throw new AllocationRefused.ScreeningIncomplete(latest.id(), latest.missing());
      case ELIGIBLE -> requireStill(latest, log);
    };
  }

  private static RecordedAssessment requireStill(RecordedAssessment latest, LockedLog log) {
    // After a restart nobody is allocated on what the log before said.
    if (latest.position() < log.first()) {
      throw AllocationRefused.AssessmentSuperseded.byRestart();
    }
    if (latest.expired(log::time)) {
      throw new AllocationRefused.AssessmentExpired(latest.id(), latest.validUntil().orElseThrow());
    }
    return latest;
  }

  /** Whether a request says of an allocated subject what the allocation was made on. */
  boolean saysTheSame(ServedTrial trial, Allocation standing, Wanted wanted) {
    boolean namesNothing = wanted.assessment().isEmpty() && wanted.statement().isEmpty();
    if (namesNothing || wanted.assessment().filter(standing.assessment::equals).isPresent()) {
      return true;
    }
    Optional<Wanted.Statement> said =
        wanted.statement().or(() -> statement(trial, wanted.assessment(), standing.subject));
    return said.isPresent()
        && said.equals(statement(trial, Optional.of(standing.assessment), standing.subject));
  }

  private Optional<Wanted.Statement> statement(
      ServedTrial trial, Optional<UUID> assessment, String subject) {
    return assessment
        .flatMap(id -> assessments.find(trial.code(), id))
        .filter(found -> found.subject().equals(subject))
        .map(Wanted.Statement::of);
  }

  /**
   * @param latest of the subject, which is the one that is asked for as a rule: then it is not read
   *     again
   */
  private void requireOwn(
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

  private static void requireMeant(RecordedAssessment latest, Wanted wanted) {
    boolean another =
        wanted.assessment().filter(id -> !id.equals(latest.id())).isPresent()
            || wanted
                .statement()
                .filter(statement -> !statement.equals(Wanted.Statement.of(latest)))
                .isPresent();
    if (another) {
      throw AllocationRefused.AssessmentSuperseded.byAnother();
    }
  }
}
