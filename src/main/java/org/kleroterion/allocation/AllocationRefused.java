package org.kleroterion.allocation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.trial.protocol.Criterion;

/** The reason why a subject cannot be allocated now. The trial's log records it (R01). */
public abstract sealed class AllocationRefused extends Refusal {
  private AllocationRefused(ProblemType type, String detail) {
    super(type, detail);
  }

  /** The subject has no assessment. */
  public static final class SubjectNotAssessed extends AllocationRefused {
    public SubjectNotAssessed(String trial) {
      super(
          ProblemType.SUBJECT_NOT_ASSESSED,
          "Assess the subject first: POST /v1/trials/" + trial + "/assessments.");
    }
  }

  /** The assessment belongs to another subject. */
  static final class AssessmentOfOtherSubject extends AllocationRefused {
    AssessmentOfOtherSubject() {
      super(
          ProblemType.ASSESSMENT_OF_OTHER_SUBJECT,
          "The assessment belongs to another subject. Check the subject and the assessment.");
    }
  }

  /**
   * The assessment no longer counts: a later one exists, or the protocol was amended or the log
   * restarted after it.
   */
  public static final class AssessmentSuperseded extends AllocationRefused {
    private AssessmentSuperseded(String reason) {
      super(ProblemType.ASSESSMENT_SUPERSEDED, reason + " Assess the subject again.");
    }

    static AssessmentSuperseded byAnother() {
      return new AssessmentSuperseded(
          "The subject has a later assessment with other values. Only the latest one counts.");
    }

    public static AssessmentSuperseded byRestart() {
      return new AssessmentSuperseded("The trial's log was restarted after the assessment.");
    }

    static AssessmentSuperseded byAmendment() {
      return new AssessmentSuperseded("The protocol was amended after the assessment.");
    }
  }

  /** At least one criterion is not met. */
  static final class SubjectNotEligible extends AllocationRefused {
    /**
     * @param criteria the criteria that are not met, in the protocol's order
     */
    SubjectNotEligible(UUID assessment, List<Criterion> criteria) {
      super(
          ProblemType.SUBJECT_NOT_ELIGIBLE,
          "Criteria that are not met: "
              + criteria.stream()
                  .map(criterion -> criterion.id() + " (" + criterion.text() + ")")
                  .collect(Collectors.joining(", "))
              + ".");
      member("assessment", assessment);
      member("criteria", criteria.stream().map(Criterion::id).toList());
    }
  }

  /** No criterion fails, but values are missing, or no stratum can be derived from them. */
  static final class ScreeningIncomplete extends AllocationRefused {
    ScreeningIncomplete(UUID assessment, List<String> missing) {
      super(
          ProblemType.SCREENING_INCOMPLETE,
          missing.isEmpty()
              ? "No value is missing, but the values belong to no stratum of the protocol. Check"
                  + " the values; if they are right, the protocol must be amended."
              : "Assess the subject again with the missing values: "
                  + String.join(", ", missing)
                  + ".");
      member("assessment", assessment);
      member("missing", missing);
    }
  }

  /** The assessment is older than the protocol allows. */
  static final class AssessmentExpired extends AllocationRefused {
    AssessmentExpired(UUID assessment, Instant validUntil) {
      super(
          ProblemType.ASSESSMENT_EXPIRED,
          "The assessment was valid until " + validUntil + ". Assess the subject again.");
      member("assessment", assessment);
      member("validUntil", validUntil);
    }
  }

  /** The trial has reached its target number of subjects. */
  static final class TargetReached extends AllocationRefused {
    TargetReached(int target) {
      super(
          ProblemType.TARGET_REACHED,
          "The trial has allocated its target of " + target + " subjects.");
      member("target", target);
    }
  }

  /** The subject is allocated already, and the request contradicts that allocation. */
  public static final class SubjectAlreadyAllocated extends AllocationRefused {
    private static final int MOST_NAMED = 20;

    /**
     * @param differences what the request has otherwise than the allocation: names, never values
     */
    public SubjectAlreadyAllocated(String link, List<String> differences) {
      super(
          ProblemType.SUBJECT_ALREADY_ALLOCATED,
          "The subject is already allocated, and the request differs from that allocation in: "
              + String.join(", ", named(differences))
              + ". The allocation remains in force: "
              + link);
      member("allocation", link);
      member("differences", named(differences));
    }

    private static List<String> named(List<String> differences) {
      return differences.subList(0, Math.min(differences.size(), MOST_NAMED));
    }
  }
}
