package org.kleroterion.wire.outgoing;

/**
 * A call to another system failed. The message is for the operator's log: which system, what
 * happened and what to do. It contains no secret and no line feed.
 */
public final class ExchangeFailed extends Exception {
  private final String why;
  private final boolean answered;

  /**
   * @param answered whether an answer arrived; false if the system was unreachable or too slow
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

  /** Whether any answer arrived. */
  public boolean answered() {
    return answered;
  }
}
