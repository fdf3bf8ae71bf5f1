package org.kleroterion.allocation.unblinded;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Table;

/** A part of a stratum's sequence. Only a statistician may see it. */
@Schema(name = "Schedule")
record ScheduleView(
    @Schema(examples = "visceral=no,metastases=1-2,receptor=positive") String stratum,
    @Schema(description = "Number of issued slots, which is also the next slot's ordinal.")
        long issued,
    List<SlotView> items)
    implements Table<SlotView> {

  @Override
  public Columns<SlotView> columns() {
    return SlotView.COLUMNS;
  }
}
