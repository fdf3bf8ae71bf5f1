package org.kleroterion.allocation.correction;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.allocation.Allocation;
import org.kleroterion.allocation.CorrectionKind;
import org.kleroterion.wire.Columns;

/** A correction on the wire, beside the stratum as randomized. */
@Schema(name = "Correction")
record CorrectionView(
    String subject,
    @Schema(description = "1-based number among the subject's corrections.") int sequence,
    CorrectionKind kind,
    String reason,
    @Schema(description = "The stratum of the subject's slot. It never changes.")
        String stratumAsRandomized,
    @Schema(description = "The right stratum. Absent with RANDOMIZED_IN_ERROR.")
        Optional<String> stratum,
    Instant time,
    @Schema(description = "The caller's 'sub'.") String correctedBy) {

  static final Columns<CorrectionView> COLUMNS =
      new Columns<CorrectionView>()
          .with("subject", CorrectionView::subject)
          .with("sequence", CorrectionView::sequence)
          .with("kind", CorrectionView::kind)
          .with("reason", CorrectionView::reason)
          .with("stratumAsRandomized", CorrectionView::stratumAsRandomized)
          .with("stratum", CorrectionView::stratum)
          .with("time", CorrectionView::time)
          .with("correctedBy", CorrectionView::correctedBy);

  static CorrectionView of(Correction correction, Allocation allocation) {
    return new CorrectionView(
        correction.subject,
        correction.sequence,
        correction.kind,
        correction.reason,
        allocation.stratum,
        Optional.ofNullable(correction.stratum),
        correction.correctedAt,
        correction.correctedBy);
  }
}
