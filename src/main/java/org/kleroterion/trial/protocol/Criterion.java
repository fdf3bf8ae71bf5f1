package org.kleroterion.trial.protocol;

import org.kleroterion.trial.protocol.file.Code;

/**
 * An eligibility criterion.
 *
 * @param text the exact text from the trial's registration
 * @param rule expresses the text as a condition: true for a subject who meets an inclusion
 *     criterion, false for a subject who meets an exclusion criterion
 */
public record Criterion(String id, Kind kind, String text, Rule rule) {
  public Criterion {
    Code.require(id);
  }

  /** Whether a true rule admits the subject or excludes her. */
  public enum Kind {
    INCLUSION,
    EXCLUSION
  }

  /** Evaluates the criterion for a screening. */
  public Outcome outcome(Screening screening) {
    return rule.test(screening)
        .map(holds -> holds == (kind == Kind.INCLUSION) ? Outcome.MET : Outcome.NOT_MET)
        .orElse(Outcome.MISSING);
  }
}
