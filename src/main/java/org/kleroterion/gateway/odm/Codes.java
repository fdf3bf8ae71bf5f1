package org.kleroterion.gateway.odm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.kleroterion.allocation.CorrectionKind;
import org.kleroterion.eligibility.Verdict;
import org.kleroterion.trial.protocol.Outcome;

/** The service's own codes with their labels, in the order of the code lists. */
final class Codes {
  private Codes() {}

  static Map<String, String> verdicts() {
    return labels(
        Verdict.values(),
        verdict ->
            switch (verdict) {
              case ELIGIBLE -> "Eligible";
              case INELIGIBLE -> "Not eligible";
              case INCOMPLETE -> "Values that the verdict needs are missing";
            });
  }

  static Map<String, String> outcomes() {
    return labels(
        Outcome.values(),
        outcome ->
            switch (outcome) {
              case MET -> "Met: the criterion allows enrolment";
              case NOT_MET -> "Not met: the criterion rules out enrolment";
              case MISSING -> "A value that the criterion needs is missing";
            });
  }

  static Map<String, String> kinds() {
    return labels(
        CorrectionKind.values(),
        kind ->
            switch (kind) {
              case STRATUM_CORRECTED -> "The stratum of the allocation was wrong";
              case RANDOMIZED_IN_ERROR -> "The subject should not have been randomized";
            });
  }

  private static <E extends Enum<E>> Map<String, String> labels(
      E[] values, Function<E, String> label) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (E value : values) {
      labels.put(value.name(), label.apply(value));
    }
    return labels;
  }
}
