package org.kleroterion.eligibility;

import java.util.Collection;
import org.kleroterion.trial.protocol.Outcome;

/** What the criteria together say of a subject. */
public enum Verdict {
  ELIGIBLE,
  INELIGIBLE,
  INCOMPLETE;

  /** One criterion that fails excludes, whatever is missing; only all of them met admit. */
  static Verdict of(Collection<Outcome> outcomes) {
    if (outcomes.contains(Outcome.NOT_MET)) {
      return INELIGIBLE;
    }
    return outcomes.contains(Outcome.MISSING) ? INCOMPLETE : ELIGIBLE;
  }
}
