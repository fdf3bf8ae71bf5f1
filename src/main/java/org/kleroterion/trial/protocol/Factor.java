package org.kleroterion.trial.protocol;

import java.util.List;
import java.util.Optional;

/** A stratification variable; its levels exclude each other. */
public record Factor(String code, String label, List<Level> levels) {
  /** What no factor can be called: the strata of emergency lists begin with it. */
  public static final String EMERGENCY = "emergency";

  public Factor {
    Code.require(code);
    levels = List.copyOf(levels);
  }

  /**
   * The one level that the screening reaches; empty if a value that decides it is missing, if none
   * is reached, or if more than one is, for then the stratum is not certain.
   */
  public Optional<Level> level(Screening screening) {
    Optional<Level> reached = Optional.empty();
    for (Level level : levels) {
      Optional<Boolean> holds = level.rule().test(screening);
      if (holds.isEmpty() || (holds.get() && reached.isPresent())) {
        return Optional.empty();
      }
      if (holds.get()) {
        reached = Optional.of(level);
      }
    }
    return reached;
  }
}
