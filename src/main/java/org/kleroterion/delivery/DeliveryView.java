package org.kleroterion.delivery;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;

/** Something that another system has not taken yet. */
@Schema(name = "Delivery")
record DeliveryView(
    @Schema(description = "Where it goes: 'events.' or 'redcap.' and the name in the settings.")
        String destination,
    @Schema(description = "Its place among those of its lane.") long number,
    @Schema(description = "A subject's code, or what else its order depends on.") String lane,
    @Schema(description = "What it is about: an entry's position in the log, or a record.")
        String about,
    DeliveryState state,
    @Schema(description = "How often the other system did not want it.") int refusals,
    @Schema(description = "Why it was not taken the last time.") Optional<String> problem,
    Instant createdAt,
    @Schema(description = "Not tried again before then.") Instant dueAt) {

  static final Columns<DeliveryView> COLUMNS =
      new Columns<DeliveryView>()
          .with("destination", DeliveryView::destination)
          .with("number", DeliveryView::number)
          .with("lane", DeliveryView::lane)
          .with("about", DeliveryView::about)
          .with("state", DeliveryView::state)
          .with("refusals", DeliveryView::refusals)
          .with("problem", DeliveryView::problem)
          .with("createdAt", DeliveryView::createdAt)
          .with("dueAt", DeliveryView::dueAt);

  static DeliveryView of(Delivery delivery) {
    return new DeliveryView(
        delivery.destination,
        delivery.number,
        delivery.lane,
        delivery.content,
        DeliveryState.of(delivery),
        delivery.refusals,
        Optional.ofNullable(delivery.problem),
        delivery.createdAt,
        delivery.dueAt);
  }
}
