package org.kleroterion.allocation.unblinded;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;

/** A slot of a stratum's sequence, issued or not. Only a statistician may see it. */
@Schema(name = "Slot")
record SlotView(
    @Schema(description = "The slot's 0-based number in its stratum.") long ordinal,
    @Schema(description = "The block's 0-based number in its stratum.") long block,
    @Schema(description = "The slot's 0-based offset in its block.") int position,
    int blockSize,
    @Schema(description = "The arm's code.", examples = "WLRT") String arm,
    @Schema(description = "The subject that got the slot. Absent if not issued.")
        Optional<String> subject,
    @Schema(description = "The allocation's number in the trial.") Optional<Long> number,
    @Schema(description = "When the slot was issued.") Optional<Instant> time) {

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

  // The default text of a record could put an arm that is not issued yet into a log line.
  @Override
  public String toString() {
    return "SlotView";
  }
}
