package org.kleroterion.delivery;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;

/** Another system that the service sends deliveries to, and the state of its queue. */
@Schema(name = "Destination")
record DestinationView(
    String destination,
    @Schema(description = "Whether the settings of this service name the system.") boolean served,
    long waiting,
    long dead,
    @Schema(description = "When the oldest queued delivery was created.") Optional<Instant> oldest,
    @Schema(description = "Consecutive attempts to which the system was unavailable.") int failures,
    @Schema(description = "Paused until a manager resumes it.") boolean held,
    @Schema(description = "No delivery is sent before this time.") Optional<Instant> pausedUntil,
    @Schema(description = "Why it was last paused.") Optional<String> problem) {

  static final Columns<DestinationView> COLUMNS =
      new Columns<DestinationView>()
          .with("destination", DestinationView::destination)
          .with("served", DestinationView::served)
          .with("waiting", DestinationView::waiting)
          .with("dead", DestinationView::dead)
          .with("oldest", DestinationView::oldest)
          .with("failures", DestinationView::failures)
          .with("held", DestinationView::held)
          .with("pausedUntil", DestinationView::pausedUntil)
          .with("problem", DestinationView::problem);
}
