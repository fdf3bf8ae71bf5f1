package org.kleroterion.eligibility;

import java.util.List;
import java.util.UUID;

/**
 * A subject with at least one assessment.
 *
 * @param id the id of the subject's first assessment at any site: the same for every caller, and it
 *     never changes
 * @param assessments those at the caller's sites, in the log's order; at least one
 */
public record ScreenedSubject(
    String trial, String code, UUID id, List<RecordedAssessment> assessments) {
  public ScreenedSubject {
    assessments = List.copyOf(assessments);
  }

  public RecordedAssessment first() {
    return assessments.get(0);
  }

  public RecordedAssessment latest() {
    return assessments.get(assessments.size() - 1);
  }
}
