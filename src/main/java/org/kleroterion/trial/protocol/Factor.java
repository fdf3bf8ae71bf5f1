package org.kleroterion.trial.protocol;

import java.util.List;
import java.util.Optional;
import org.kleroterion.trial.protocol.file.Code;

/** A stratification variable. A screening can reach only one of its levels. */
public record Factor(String code, String label, List<Level> levels) {
  /** A reserved code that no factor may have: the strata of emergency lists begin with it. */
  public static final String EMERGENCY = "emergency";

  public Factor {
    Code.require(code);
    levels = List.copyOf(levels);
  }

  /**
   * The level that the screening reaches. Empty if a needed value is missing, if no level is
   * reached, or if more than one is reached, because then the stratum is ambiguous.
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
