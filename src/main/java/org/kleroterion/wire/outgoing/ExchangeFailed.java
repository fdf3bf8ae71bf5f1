package org.kleroterion.wire.outgoing;

/**
 * Another system has not done what it was asked for. The message is a sentence for the operator's
 * log: who, what happened, and what to do. It has no secret and no line feed.
 */
public final class ExchangeFailed extends Exception {
  private final String why;
  private final boolean answered;

  /**
   * @param answered false: nobody was there, or too slow
   */
  public ExchangeFailed(String why, boolean answered) {
    super(why);
    this.why = why;
    this.answered = answered;
  }

  /** The message. */
  public String why() {
    return why;
  }

  /** Whether there was an answer at all, whatever it was. */
  public boolean answered() {
    return answered;
  }
}
