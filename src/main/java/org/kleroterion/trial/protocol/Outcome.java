package org.kleroterion.trial.protocol;

/** The result of evaluating a criterion for a screening. */
public enum Outcome {
  MET,
  NOT_MET,
  /** The result depends on a value that is missing in the screening. */
  MISSING
}
