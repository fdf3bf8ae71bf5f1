package org.kleroterion.delivery;

import java.time.Instant;

/**
 * A claimed delivery, as the sender gets it.
 *
 * @param lane what the deliveries are ordered by: a subject, a record
 * @param content as it was queued
 * @param createdAt when it was queued
 * @param claim the number of this claim, 1-based
 */
public record ClaimedDelivery(
    String trial,
    String destination,
    long number,
    String lane,
    String content,
    Instant createdAt,
    int claim) {

  static ClaimedDelivery of(Delivery delivery) {
    return new ClaimedDelivery(
        delivery.trial,
        delivery.destination,
        delivery.number,
        delivery.lane,
        delivery.content,
        delivery.createdAt,
        delivery.claims);
  }

  Delivery.Key key() {
    return new Delivery.Key(trial, destination, number);
  }
}
