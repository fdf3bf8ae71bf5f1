package org.kleroterion.log.entry;

import org.kleroterion.problem.TrialTroubles.Kind;

/**
 * A log does not match what was signed, or it cannot be checked whether it does. The message says
 * in one clause what is wrong.
 */
public final class LogFault extends RuntimeException {
  private final Kind kind;

  public LogFault(String what) {
    this(Kind.LOG_BROKEN, what);
  }

  public LogFault(Kind kind, String what) {
    super(what, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  public String what() {
    return String.valueOf(getMessage());
  }
}
