package org.kleroterion.eligibility;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Criterion.Kind;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.trial.protocol.Screening;

/** One criterion of an assessment. */
@Schema(name = "CriterionOutcome")
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CriterionView(
    @Schema(examples = "I1") String id,
    @Schema(description = "Verbatim from the protocol.", examples = "18-70 years old") String text,
    Kind kind,
    @Schema(
            description =
                "MET: the criterion admits the subject (an exclusion criterion is met if the"
                    + " exclusion does not apply). NOT_MET: the criterion excludes the subject."
                    + " MISSING: the screening lacks a value that the criterion needs.")
        Outcome outcome,
    @Schema(description = "The variables that the criterion reads, with their values.")
        Map<String, Object> variables,
    @Schema(description = "The variables that the criterion reads and that have no value.")
        List<String> missing) {

  static CriterionView of(Criterion criterion, Outcome outcome, Screening screening) {
    Map<String, Object> values = new LinkedHashMap<>();
    criterion
        .rule()
        .variables()
        .forEach(name -> screening.value(name).ifPresent(value -> values.put(name, value)));
    List<String> missing =
        criterion.rule().variables().stream().filter(name -> !values.containsKey(name)).toList();
    return new CriterionView(
        criterion.id(), criterion.text(), criterion.kind(), outcome, values, missing);
  }
}
