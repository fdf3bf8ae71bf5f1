package org.kleroterion.allocation;

import java.util.List;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Violation;
import org.kleroterion.trial.ServedTrial;

/** A stratum that the protocol in force does not have. */
public final class StratumUnknown extends Refusal {
  /**
   * @param pointer names the member or parameter that holds the stratum
   */
  public StratumUnknown(ServedTrial trial, String stratum, String pointer) {
    super(
        ProblemType.STRATUM_UNKNOWN,
        "The trial "
            + trial.code()
            + " has no stratum '"
            + stratum
            + "'. The member 'strata' lists its strata.",
        List.of(new Violation(pointer, "Must be one of the trial's strata.")));
    member("strata", trial.protocol().strata());
  }
}
