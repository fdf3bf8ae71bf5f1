package org.kleroterion.allocation;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;

/** A slot of a stratum's sequence, issued or still to come; for the unblinded role alone. */
@Schema(name = "Slot")
record SlotView(
    @Schema(description = "0-based within the stratum.") long ordinal,
    @Schema(description = "The block's number, 0-based within the stratum.") long block,
    @Schema(description = "0-based within the block.") int position,
    int blockSize,
    @Schema(description = "The arm's code.", examples = "WLRT") String arm,
    @Schema(description = "Who got it; absent if it was not issued yet.") Optional<String> subject,
    @Schema(description = "The allocation's number across the trial.") Optional<Long> number,
    @Schema(description = "When it was issued.") Optional<Instant> time) {

  static final Columns<SlotView> COLUMNS =
      new Columns<SlotView>()
          .with("ordinal", SlotView::ordinal)
          .with("block", SlotView::block)
          .with("position", SlotView::position)
          .with("blockSize", SlotView::blockSize)
          .with("arm", SlotView::arm)
          .with("subject", SlotView::subject)
          .with("number", SlotView::number)
          .with("time", SlotView::time);

  // A record's own text would carry an arm still to come into a log line.
  @Override
  public String toString() {
    return "SlotView";
  }
}
