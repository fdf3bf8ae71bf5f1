package org.kleroterion.trial.protocol;

/** The variable cannot have this value. The message is for the sender of the request. */
final class ValueRefused extends Exception {
  private final String message;

  ValueRefused(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
