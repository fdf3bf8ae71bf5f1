package org.kleroterion.delivery;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Columns;

/** A delivery that the other system has not accepted yet. */
@Schema(name = "Delivery")
record DeliveryView(
    @Schema(description = "The other system: 'events.' or 'redcap.' and its name in the settings.")
        String destination,
    @Schema(description = "Its order within its lane.") long number,
    @Schema(description = "A subject's code or a record. One lane's deliveries are sent in order.")
        String lane,
    @Schema(description = "The event's type; for REDCap, the record and the user who saved it.")
        String about,
    DeliveryState state,
    @Schema(description = "How often the other system rejected it.") int refusals,
    @Schema(description = "Why the last attempt was rejected.") Optional<String> problem,
    Instant createdAt,
    @Schema(description = "When the next attempt may start.") Instant dueAt) {

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
