package org.kleroterion.allocation;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.kleroterion.randomization.Place;

/** Where the next slot of a stratum is. */
@Entity
@Table(name = "stratum_cursor")
@IdClass(StratumCursor.Key.class)
class StratumCursor {
  @Id String trial;
  @Id String stratum;

  /** How many slots were issued: the ordinal of the next. */
  long issued;

  long block;
  int position;

  Place place() {
    return new Place(block, position);
  }

  /** One slot further. */
  void moveTo(Place next) {
    moveTo(issued + 1, next);
  }

  void moveTo(long slots, Place next) {
    issued = slots;
    block = next.block();
    position = next.position();
  }

  record Key(String trial, String stratum) {}
}
