package org.kleroterion.gateway.openclinica;

import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;

/** The answer after which the EDC asks for an allocation. */
final class SubjectNotAllocated extends Refusal {
  SubjectNotAllocated() {
    super(
        ProblemType.ALLOCATION_UNKNOWN,
        "The subject has no allocation, or it is of a site that the account does not reach.");
  }
}
