package org.kleroterion.delivery;

import java.time.Instant;

/**
 * A delivery on its way.
 *
 * @param lane whose deliveries keep their order: a subject, a record
 * @param content what it was put with
 * @param createdAt when that was
 * @param claim the how-manieth attempt this is, 1-based
 */
public record Parcel(
    String trial,
    String destination,
    long number,
    String lane,
    String content,
    Instant createdAt,
    int claim) {

  static Parcel of(Delivery delivery) {
    return new Parcel(
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
