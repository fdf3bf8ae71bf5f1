package org.kleroterion.log.witness;

/**
 * A witness or a timestamping authority has not attested to a checkpoint. The message is a sentence
 * for the operator's log: who, what happened, and what to do. It has no secret and no line feed.
 */
public final class WitnessRefused extends Exception {
  private final boolean answered;

  /**
   * @param answered false: nobody was there, or too slow
   */
  WitnessRefused(String why, boolean answered) {
    super(why);
    this.answered = answered;
  }

  /** Whether there was an answer at all, whatever it was. */
  public boolean answered() {
    return answered;
  }
}
