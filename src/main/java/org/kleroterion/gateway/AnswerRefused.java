package org.kleroterion.gateway;

/** An answer that is not taken; the message says what would be. */
public final class AnswerRefused extends Exception {
  public AnswerRefused(String message) {
    super(message, null, false, false);
  }
}
