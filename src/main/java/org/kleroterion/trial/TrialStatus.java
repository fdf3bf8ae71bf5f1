package org.kleroterion.trial;

/** The status of a trial. Subjects are allocated only while it is {@link #OPEN}. */
public enum TrialStatus {
  REGISTERED,
  OPEN,
  PAUSED,
  CLOSED;

  /** Whether a trial may go from this status to the next. {@link #CLOSED} is final. */
  public boolean mayBecome(TrialStatus next) {
    return switch (next) {
      case REGISTERED -> false;
      case OPEN -> this == REGISTERED || this == PAUSED;
      case PAUSED -> this == OPEN;
      case CLOSED -> this != CLOSED;
    };
  }
}
