package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
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
          throw new AllocationRefused.SubjectNotEligible(
              latest.id(),
              latest.notMet().stream()
                  .flatMap(id -> trial.protocol().criterion(id).stream())
                  .toList());
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
   * What a request for an allocated subject has otherwise than the screening on which the subject
   * was allocated: {@code assessment}, {@code site}, {@code screening.ecog}. Empty for a repeat. A
   * request that names neither an assessment nor a screening is always a repeat.
   *
   * @param caller reaches the allocation's site
   */
  List<String> differences(
      Caller caller, ServedTrial trial, Allocation existing, RequestedAllocation requested) {
    boolean namesNothing = requested.assessment().isEmpty() && requested.statement().isEmpty();
    if (namesNothing || requested.assessment().filter(existing.assessment::equals).isPresent()) {
      return List.of();
    }
    Optional<RequestedAllocation.Statement> allocatedOn =
        statement(trial, existing.assessment, existing.subject);
    if (requested.statement().isPresent()) {
      return allocatedOn.map(requested.statement().get()::differences).orElse(List.of("screening"));
    }
    Optional<RequestedAllocation.Statement> named =
        statement(trial, requested.assessment().orElseThrow(), existing.subject);
    if (named.isPresent() && named.equals(allocatedOn)) {
      return List.of();
    }
    List<String> differences = new ArrayList<>(List.of("assessment"));
    // What was assessed at another site is not for this caller.
    if (named.isPresent() && caller.sites().includes(named.get().site())) {
      allocatedOn.map(named.get()::differences).ifPresent(differences::addAll);
    }
    return differences;
  }

  private Optional<RequestedAllocation.Statement> statement(
      ServedTrial trial, UUID assessment, String subject) {
    return assessments
        .find(trial.code(), assessment)
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
