package org.kleroterion.allocation;

/** The kind of error in an allocation. */
public enum CorrectionKind {
  /** The screening was wrong. With the right values, the stratum is another one. */
  STRATUM_CORRECTED,
  /** The subject should not have been randomized. No further correction is possible. */
  RANDOMIZED_IN_ERROR
}
