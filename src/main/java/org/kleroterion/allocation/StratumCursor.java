package org.kleroterion.allocation;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.kleroterion.randomization.BlockPosition;

/** Points to the next slot of a stratum. */
@Entity
@Table(name = "stratum_cursor")
@IdClass(StratumCursor.Key.class)
public class StratumCursor {
  @Id String trial;
  @Id String stratum;

  /** The number of issued slots, which is also the ordinal of the next slot. */
  long issued;

  /** The 0-based number of the next slot's block. */
  long block;

  /** The next slot's 0-based offset in its block. */
  int position;

  BlockPosition next() {
    return new BlockPosition(block, position);
  }

  /**
   * Moves the cursor forward by one slot.
   *
   * @param next where the next slot is
   */
  public void moveTo(BlockPosition next) {
    moveTo(issued + 1, next);
  }

  /**
   * Moves the cursor.
   *
   * @param slots number of issued slots
   * @param next where the next slot is
   */
  public void moveTo(long slots, BlockPosition next) {
    issued = slots;
    block = next.block();
    position = next.offset();
  }

  record Key(String trial, String stratum) {}
}
