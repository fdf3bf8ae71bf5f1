package org.kleroterion.gateway.openclinica;

import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** The subject has no allocation yet. After this answer the EDC asks for one. */
final class SubjectNotAllocated extends Refusal {
  SubjectNotAllocated() {
    super(
        ProblemType.ALLOCATION_UNKNOWN,
        "The subject has no allocation, or belongs to a site that the account may not use.");
  }
}
