package org.kleroterion.trial.protocol;

/**
 * One line of the registration's criteria.
 *
 * @param text the registration's words, verbatim
 * @param rule for an inclusion what must be true, for an exclusion what must be false: it says what
 *     the text says
 */
public record Criterion(String id, Kind kind, String text, Rule rule) {
  public Criterion {
    Code.require(id);
  }

  /** Whether the criterion admits or keeps out. */
  public enum Kind {
    INCLUSION,
    EXCLUSION
  }

  public Outcome outcome(Screening screening) {
    return rule.test(screening)
        .map(holds -> holds == (kind == Kind.INCLUSION) ? Outcome.MET : Outcome.NOT_MET)
        .orElse(Outcome.MISSING);
  }
}
