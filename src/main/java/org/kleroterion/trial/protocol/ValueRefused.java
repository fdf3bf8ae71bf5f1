package org.kleroterion.trial.protocol;

/** A value is not one of its variable's; the message is for who sent it. */
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
