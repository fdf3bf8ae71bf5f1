package org.kleroterion.gateway;

/** An answer that is not accepted; the message says what a correct answer looks like. */
public final class AnswerRefused extends Exception {
  public AnswerRefused(String message) {
    super(message, null, false, false);
  }
}
