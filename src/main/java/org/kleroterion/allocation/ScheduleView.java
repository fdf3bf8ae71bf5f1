package org.kleroterion.allocation;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;
import org.kleroterion.wire.Table;

/** A part of a stratum's sequence; for the unblinded role alone. */
@Schema(name = "Schedule")
record ScheduleView(
    @Schema(examples = "visceral=no,metastases=1-2,receptor=positive") String stratum,
    @Schema(description = "How many slots of the stratum were issued: the ordinal of the next.")
        long issued,
    List<SlotView> items)
    implements Table<SlotView> {

  @Override
  public Columns<SlotView> columns() {
    return SlotView.COLUMNS;
  }
}
