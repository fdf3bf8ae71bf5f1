package org.kleroterion.log.entry;

/** A log does not match what was signed. The message says in one clause what is wrong. */
public final class LogFault extends RuntimeException {
  public LogFault(String what) {
    super(what, null, false, false);
  }
}
