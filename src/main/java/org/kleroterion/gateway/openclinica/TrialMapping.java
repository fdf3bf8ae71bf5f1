package org.kleroterion.gateway.openclinica;

import java.util.List;
import org.kleroterion.allocation.Allocations.Given;

/**
 * How an EDC speaks of one trial.
 *
 * @param carried what its answers carry
 * @param questions in the order of the EDC's rule; empty: the assessment registered before counts
 */
record TrialMapping(String trial, Carried carried, List<Question> questions) {
  TrialMapping {
    questions = List.copyOf(questions);
  }

  /** What stands in the member {@code code} of an answer. */
  enum Carried {
    ARM {
      @Override
      String of(Given given) {
        return given.arm();
      }
    },
    LABEL {
      @Override
      String of(Given given) {
        return given.label();
      }
    },
    NUMBER {
      @Override
      String of(Given given) {
        return Long.toString(given.number());
      }
    };

    abstract String of(Given given);
  }
}
