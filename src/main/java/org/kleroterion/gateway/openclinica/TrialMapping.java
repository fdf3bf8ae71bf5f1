package org.kleroterion.gateway.openclinica;

import java.util.List;
import java.util.Map;
import org.kleroterion.allocation.Allocations.Given;

/**
 * How an EDC speaks of one trial.
 *
 * @param carried what its answers carry
 * @param sites their codes by the EDC's identifiers, as far as the two differ
 * @param questions in the order of the EDC's rule; empty: the assessment registered before counts
 */
record TrialMapping(
    String trial, Carried carried, Map<String, String> sites, List<Question> questions) {
  TrialMapping {
    sites = Map.copyOf(sites);
    questions = List.copyOf(questions);
  }

  /** The code of the site that the EDC means. */
  String site(String identifier) {
    return sites.getOrDefault(identifier, identifier);
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
