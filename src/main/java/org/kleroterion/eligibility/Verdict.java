package org.kleroterion.eligibility;

import java.util.Collection;
import org.kleroterion.trial.protocol.Outcome;

/** The overall result of a screening's criteria. */
public enum Verdict {
  ELIGIBLE,
  INELIGIBLE,
  INCOMPLETE;

  /** INELIGIBLE if a criterion is not met, even if others are missing; ELIGIBLE if all are met. */
  static Verdict of(Collection<Outcome> outcomes) {
    if (outcomes.contains(Outcome.NOT_MET)) {
      return INELIGIBLE;
    }
    return outcomes.contains(Outcome.MISSING) ? INCOMPLETE : ELIGIBLE;
  }
}
