package org.kleroterion.trial;

/** Where a trial stands; subjects are allocated only while it is open. */
public enum TrialStatus {
  REGISTERED,
  OPEN,
  PAUSED,
  CLOSED;

  /** A closed trial stays closed; no trial becomes unregistered again. */
  boolean mayBecome(TrialStatus next) {
    return switch (next) {
      case REGISTERED -> false;
      case OPEN -> this == REGISTERED || this == PAUSED;
      case PAUSED -> this == OPEN;
      case CLOSED -> this != CLOSED;
    };
  }
}
