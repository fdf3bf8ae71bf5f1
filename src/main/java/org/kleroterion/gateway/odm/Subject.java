package org.kleroterion.gateway.odm;

import java.util.List;
import java.util.Optional;
import org.kleroterion.allocation.history.PastAllocation;
import org.kleroterion.eligibility.RecordedAssessment;

/**
 * Everything that is recorded about a subject.
 *
 * @param assessments in the log's order; at least one
 */
record Subject(List<RecordedAssessment> assessments, Optional<PastAllocation> allocation) {
  Subject {
    assessments = List.copyOf(assessments);
  }

  String code() {
    return assessments.get(0).subject();
  }

  /** The site of the allocation, or of the latest assessment if there is no allocation. */
  String site() {
    return allocation
        .map(PastAllocation::site)
        .orElseGet(() -> assessments.get(assessments.size() - 1).site());
  }

  /** Whether an assessment or the allocation was recorded under this version of the protocol. */
  boolean isOf(int version) {
    return assessments.stream().anyMatch(past -> past.protocolVersion() == version)
        || allocation.filter(past -> past.protocolVersion() == version).isPresent();
  }
}
