package org.kleroterion.log.entry;

/** A log does not match what was signed. The message says in one clause what is wrong. */
public final class LogTrouble extends RuntimeException {
  public LogTrouble(String what) {
    super(what, null, false, false);
  }
}
