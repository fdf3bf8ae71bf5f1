package org.kleroterion.gateway.openclinica;

import java.util.List;
import java.util.Map;
import org.kleroterion.allocation.history.Allocations.AllocatedArm;

/**
 * How the calls of an EDC map to a trial.
 *
 * @param carried what the code in an answer is
 * @param sites the site's code for each identifier of the EDC that differs from the code
 * @param questions in the order of the EDC's rule; if empty, the subject's latest assessment counts
 */
record TrialMapping(
    String trial, Carried carried, Map<String, String> sites, List<Question> questions) {
  TrialMapping {
    sites = Map.copyOf(sites);
    questions = List.copyOf(questions);
  }

  /** The site's code for an identifier of the EDC. */
  String site(String identifier) {
    return sites.getOrDefault(identifier, identifier);
  }

  /** The content of the member {@code code} of an answer. */
  enum Carried {
    ARM {
      @Override
      String of(AllocatedArm given) {
        return given.arm();
      }
    },
    LABEL {
      @Override
      String of(AllocatedArm given) {
        return given.label();
      }
    },
    NUMBER {
      @Override
      String of(AllocatedArm given) {
        return Long.toString(given.number());
      }
    };

    abstract String of(AllocatedArm given);
  }
}
