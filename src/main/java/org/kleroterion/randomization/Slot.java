package org.kleroterion.randomization;

/**
 * One slot of a sequence.
 *
 * @param arm the code of the slot's arm
 * @param next the place of the slot after it
 */
public record Slot(String arm, Place next) {
  // A record's own text would carry an arm, perhaps one still to come, into a log line.
  @Override
  public String toString() {
    return "Slot";
  }
}
