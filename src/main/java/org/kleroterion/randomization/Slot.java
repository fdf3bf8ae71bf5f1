package org.kleroterion.randomization;

/**
 * One slot of a sequence.
 *
 * @param arm the code of the slot's arm
 * @param next the block position of the following slot
 */
public record Slot(String arm, BlockPosition next) {
  // The default text of a record could put an arm that is not issued yet into a log line.
  @Override
  public String toString() {
    return "Slot";
  }
}
