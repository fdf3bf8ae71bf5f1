package org.kleroterion.allocation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

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
    SubjectNotEligible(UUID assessment, List<String> criteria) {
      super(
          ProblemType.SUBJECT_NOT_ELIGIBLE,
          "Criteria that are not met: " + String.join(", ", criteria) + ".");
      member("assessment", assessment);
      member("criteria", criteria);
    }
  }

  /** No criterion fails, but values are missing. */
  static final class ScreeningIncomplete extends AllocationRefused {
    ScreeningIncomplete(UUID assessment, List<String> missing) {
      super(
          ProblemType.SCREENING_INCOMPLETE,
          "Assess the subject again with the missing values: " + String.join(", ", missing) + ".");
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
    public SubjectAlreadyAllocated(String link) {
      super(
          ProblemType.SUBJECT_ALREADY_ALLOCATED,
          "The subject is already allocated, with another site, screening, assessment or emergency"
              + " card. That allocation remains in force: "
              + link);
      member("allocation", link);
    }
  }
}
