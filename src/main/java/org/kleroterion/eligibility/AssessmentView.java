package org.kleroterion.eligibility;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.log.signing.Receipt;
import org.kleroterion.trial.protocol.Outcome;
import org.kleroterion.wire.Columns;

/** An assessment on the wire. */
@Schema(name = "Assessment")
public record AssessmentView(
    UUID id,
    String subject,
    String site,
    Verdict verdict,
    @Schema(
            description = "The derived stratum. Absent if it cannot be derived.",
            examples = "visceral=no,metastases=1-2,receptor=positive")
        Optional<String> stratum,
    @Schema(description = "The version of the protocol that was applied.") int protocolVersion,
    Instant time,
    @Schema(
            description =
                "The subject can be allocated until this time. Absent if there is no limit.")
        Optional<Instant> validUntil,
    @Schema(description = "The caller's 'sub'.") String assessedBy,
    Optional<String> requestedBy,
    @JsonRawValue @Schema(ref = "Screening", description = "The values that were assessed.")
        String screening,
    @Schema(
            description =
                "The variables whose missing values leave a criterion or the stratum undecided.")
        List<String> missing,
    List<CriterionView> criteria,
    @Schema(
            description =
                "The exact bytes of the entry in the log. Absent in lists, and if the log cannot be"
                    + " signed.")
        Optional<String> entry,
    @Schema(
            description =
                "The receipt, a C2SP tlog-proof@v1: it proves that the entry is in the log. Store"
                    + " it with the entry.")
        Optional<String> receipt) {

  static final Columns<AssessmentView> COLUMNS =
      new Columns<AssessmentView>()
          .with("id", AssessmentView::id)
          .with("subject", AssessmentView::subject)
          .with("site", AssessmentView::site)
          .with("verdict", AssessmentView::verdict)
          .with("stratum", AssessmentView::stratum)
          .with("protocolVersion", AssessmentView::protocolVersion)
          .with("time", AssessmentView::time)
          .with("validUntil", AssessmentView::validUntil)
          .with("assessedBy", AssessmentView::assessedBy)
          .with("requestedBy", AssessmentView::requestedBy)
          .with("notMet", AssessmentView::notMet)
          .with("missing", view -> String.join(" ", view.missing()))
          .with("screening", AssessmentView::screening);

  AssessmentView with(Receipt receipt) {
    return new AssessmentView(
        id,
        subject,
        site,
        verdict,
        stratum,
        protocolVersion,
        time,
        validUntil,
        assessedBy,
        requestedBy,
        screening,
        missing,
        criteria,
        Optional.of(receipt.entry()),
        Optional.of(receipt.proof()));
  }

  private String notMet() {
    return criteria.stream()
        .filter(criterion -> criterion.outcome() == Outcome.NOT_MET)
        .map(CriterionView::id)
        .collect(Collectors.joining(" "));
  }
}
