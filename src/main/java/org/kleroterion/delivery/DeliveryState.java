package org.kleroterion.delivery;

/** How it stands with a delivery. */
enum DeliveryState {
  /** It is tried until it is taken or refused too often. */
  WAITING,
  /** It was refused too often: a person has to replay or discard it. */
  DEAD;

  static DeliveryState of(Delivery delivery) {
    return delivery.dead ? DEAD : WAITING;
  }
}
