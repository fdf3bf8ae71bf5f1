package org.kleroterion.allocation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** Why a subject gets no arm now. Each is recorded in the trial's log (R01). */
abstract sealed class AllocationRefused extends Refusal {
  private AllocationRefused(ProblemType type, String detail) {
    super(type, detail);
  }

  /** Nobody assessed the subject. */
  static final class SubjectNotAssessed extends AllocationRefused {
    SubjectNotAssessed(String trial) {
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
          "The assessment is of another subject. Check both codes.");
    }
  }

  /** There is a later assessment, or the protocol was amended since. */
  static final class AssessmentSuperseded extends AllocationRefused {
    private AssessmentSuperseded(String why) {
      super(ProblemType.ASSESSMENT_SUPERSEDED, why + " Assess the subject again.");
    }

    static AssessmentSuperseded byAnother() {
      return new AssessmentSuperseded(
          "The subject has a later assessment with other values, and only the latest counts.");
    }

    static AssessmentSuperseded byRestart() {
      return new AssessmentSuperseded("The trial's log was restarted after the assessment.");
    }

    static AssessmentSuperseded byAmendment() {
      return new AssessmentSuperseded("The protocol was amended after the assessment.");
    }
  }

  /** At least one criterion keeps the subject out. */
  static final class SubjectNotEligible extends AllocationRefused {
    SubjectNotEligible(UUID assessment, List<String> criteria) {
      super(
          ProblemType.SUBJECT_NOT_ELIGIBLE,
          "Criteria that are not met: " + String.join(", ", criteria) + ".");
      member("assessment", assessment);
      member("criteria", criteria);
    }
  }

  /** Nothing keeps the subject out, but something is not known. */
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

  /** The trial has as many subjects as it planned. */
  static final class TargetReached extends AllocationRefused {
    TargetReached(int target) {
      super(
          ProblemType.TARGET_REACHED,
          "The trial has allocated its target of " + target + " subjects.");
      member("target", target);
    }
  }

  /** The subject's allocation stands, and it is not what was asked for. */
  static final class SubjectAlreadyAllocated extends AllocationRefused {
    SubjectAlreadyAllocated(String link) {
      super(
          ProblemType.SUBJECT_ALREADY_ALLOCATED,
          "The subject was allocated with another site, screening or assessment. That allocation"
              + " stands: "
              + link);
      member("allocation", link);
    }
  }
}
