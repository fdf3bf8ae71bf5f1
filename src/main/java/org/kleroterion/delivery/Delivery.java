package org.kleroterion.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that is still to be brought to a destination. */
@Entity
@Table(name = "delivery")
@IdClass(Delivery.Key.class)
class Delivery {
  @Id String trial;
  @Id String destination;

  /** Those of one lane are brought in this order. */
  @Id long number;

  String lane;

  /** What the courier needs to make it again; never an arm. */
  String content;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "due_at")
  Instant dueAt;

  /** How often somebody set out with it: who comes back later than the next one is not heard. */
  int claims;

  @Column(name = "claimed_until")
  @Nullable Instant claimedUntil;

  /** How often the destination answered that it does not want it. */
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
