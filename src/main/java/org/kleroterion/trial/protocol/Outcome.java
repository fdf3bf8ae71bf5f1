package org.kleroterion.trial.protocol;

/** What a screening says of a criterion. */
public enum Outcome {
  MET,
  NOT_MET,
  /** It depends on a value that the screening lacks. */
  MISSING
}
