package org.kleroterion.allocation;

/** What can be found wrong about an allocation. */
public enum CorrectionKind {
  /** The screening was wrong, and another stratum would have been right. */
  STRATUM_CORRECTED,
  /** The subject should not have been randomized; final. */
  RANDOMIZED_IN_ERROR
}
