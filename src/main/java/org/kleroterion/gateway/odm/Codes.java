package org.kleroterion.gateway.odm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.kleroterion.allocation.CorrectionKind;
import org.kleroterion.eligibility.Verdict;
import org.kleroterion.trial.protocol.Outcome;

/** The codes that are the service's own, and what each means, in order. */
final class Codes {
  private Codes() {}

  static Map<String, String> verdicts() {
    return labels(
        Verdict.values(),
        verdict ->
            switch (verdict) {
              case ELIGIBLE -> "Eligible";
              case INELIGIBLE -> "Not eligible";
              case INCOMPLETE -> "Values are missing for a verdict";
            });
  }

  static Map<String, String> outcomes() {
    return labels(
        Outcome.values(),
        outcome ->
            switch (outcome) {
              case MET -> "Met: the criterion lets the subject in";
              case NOT_MET -> "Not met: the criterion keeps the subject out";
              case MISSING -> "A value is missing on which the criterion depends";
            });
  }

  static Map<String, String> kinds() {
    return labels(
        CorrectionKind.values(),
        kind ->
            switch (kind) {
              case STRATUM_CORRECTED -> "Another stratum would have been right";
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
