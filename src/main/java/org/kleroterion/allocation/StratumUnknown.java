package org.kleroterion.allocation;

import java.util.List;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.ServedTrial;

/** A stratum that the protocol in force does not have. */
final class StratumUnknown extends Refusal {
  /**
   * @param pointer to the member or parameter that names it
   */
  StratumUnknown(ServedTrial trial, String stratum, String pointer) {
    super(
        ProblemType.STRATUM_UNKNOWN,
        "The trial "
            + trial.code()
            + " has no stratum '"
            + stratum
            + "'. Its strata stand in 'strata'.",
        List.of(new Violation(pointer, "Must be one of the trial's strata.")));
    member("strata", trial.protocol().strata());
  }
}
