package org.kleroterion.gateway.odm;

import java.util.List;
import java.util.Optional;
import org.kleroterion.allocation.PastAllocation;
import org.kleroterion.eligibility.PastAssessment;

/**
 * Everything that is recorded of a subject.
 *
 * @param assessments in the log's order; at least one
 */
record Subject(List<PastAssessment> assessments, Optional<PastAllocation> allocation) {
  Subject {
    assessments = List.copyOf(assessments);
  }

  String code() {
    return assessments.get(0).subject();
  }

  /** Where the subject was randomized, or else assessed last. */
  String site() {
    return allocation
        .map(PastAllocation::site)
        .orElseGet(() -> assessments.get(assessments.size() - 1).site());
  }

  /** Whether anything of it was recorded under this version of the protocol. */
  boolean isOf(int version) {
    return assessments.stream().anyMatch(one -> one.protocolVersion() == version)
        || allocation.filter(one -> one.protocolVersion() == version).isPresent();
  }
}
