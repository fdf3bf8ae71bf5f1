package org.kleroterion.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that a destination has not accepted yet. Deleted once it is delivered. */
@Entity
@Table(name = "delivery")
@IdClass(Delivery.Key.class)
class Delivery {
  @Id String trial;
  @Id String destination;

  /** Deliveries of one lane are sent in this order. */
  @Id long number;

  String lane;

  /** What the sender needs to build the message; never an arm. */
  String content;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "due_at")
  Instant dueAt;

  /**
   * How often a replica has claimed this delivery, which means: taken it to send. The result of an
   * older claim is ignored, because the delivery was claimed again since.
   */
  int claims;

  @Column(name = "claimed_until")
  @Nullable Instant claimedUntil;

  /** Number of attempts that the destination rejected. */
  int refusals;

  boolean dead;
  @Nullable String problem;

  void replay(Instant now) {
    dead = false;
    refusals = 0;
    dueAt = now;
    claimedUntil = null;
  }

  record Key(String trial, String destination, long number) {}
}
