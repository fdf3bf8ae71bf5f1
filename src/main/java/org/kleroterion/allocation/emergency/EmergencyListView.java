package org.kleroterion.allocation.emergency;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;

/** An emergency list without its arms. */
@Schema(name = "EmergencyList")
record EmergencyListView(
    @Schema(description = "The list's 1-based number in the trial.") int list,
    String site,
    @Schema(description = "Number of places for each stratum.") int places,
    String reason,
    Instant time,
    @Schema(description = "The 'sub' of the statistician who issued it.") String issuedBy) {

  static final Columns<EmergencyListView> COLUMNS =
      new Columns<EmergencyListView>()
          .with("list", EmergencyListView::list)
          .with("site", EmergencyListView::site)
          .with("places", EmergencyListView::places)
          .with("reason", EmergencyListView::reason)
          .with("time", EmergencyListView::time)
          .with("issuedBy", EmergencyListView::issuedBy);

  static EmergencyListView of(EmergencyList list) {
    return new EmergencyListView(
        list.number, list.site, list.places, list.reason, list.issuedAt, list.issuedBy);
  }
}
