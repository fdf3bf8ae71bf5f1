package org.kleroterion.delivery;

/** The state of a delivery that is not delivered yet. */
enum DeliveryState {
  /** Tried until the destination accepts it, or has rejected it too often. */
  WAITING,
  /** Rejected too often: a manager must replay or discard it. */
  DEAD;

  static DeliveryState of(Delivery delivery) {
    return delivery.dead ? DEAD : WAITING;
  }
}
