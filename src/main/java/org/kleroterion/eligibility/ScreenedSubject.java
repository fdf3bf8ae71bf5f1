package org.kleroterion.eligibility;

import java.util.List;
import java.util.UUID;

/**
 * A subject that was assessed at least once.
 *
 * @param id of its first assessment anywhere: the same for every caller, and for good
 * @param assessments those within the caller's reach, in the log's order; at least one
 */
public record ScreenedSubject(
    String trial, String code, UUID id, List<PastAssessment> assessments) {
  public ScreenedSubject {
    assessments = List.copyOf(assessments);
  }

  public PastAssessment first() {
    return assessments.get(0);
  }

  public PastAssessment latest() {
    return assessments.get(assessments.size() - 1);
  }
}
