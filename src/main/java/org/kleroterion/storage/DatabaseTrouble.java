package org.kleroterion.storage;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells what a failed transaction failed of, by its SQLSTATE. */
final class DatabaseTrouble {
  private static final String INTEGRITY_VIOLATION = "23";
  private static final String ROLLED_BACK_FOR_ANOTHER = "40";

  /**
   * Classes of SQLSTATE that say the database is not there or has no room: connection (08),
   * resources (53), operator's shutdown (57), the system below it (58); and H2's own 90xxx for the
   * same.
   */
  private static final Set<String> GONE_CLASSES = Set.of("08", "53", "57", "58");

  private static final Set<String> GONE_STATES =
      Set.of(
          "55P03", // PostgreSQL: lock not available
          "HYT00", // H2: lock timeout
          "90007", // H2: the object is closed
          "90028", // H2: a file is corrupt or cannot be read
          "90031", // H2: the file system failed
          "90067", // H2: the connection is broken
          "90098", // H2: the database was closed
          "90121"); // H2: the database is shut down

  private DatabaseTrouble() {}

  /** Another transaction was in the way; the same work can be tried again at once. */
  static boolean isConflict(Throwable failure) {
    return sqlState(failure)
        .filter(
            state ->
                state.startsWith(INTEGRITY_VIOLATION) || state.startsWith(ROLLED_BACK_FOR_ANOTHER))
        .isPresent();
  }

  /** The database is gone or too slow; the same work can be tried again later. */
  static boolean isUnavailable(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // The pool's TimeoutException: no connection came free in time.
      if (cause instanceof SQLTimeoutException || cause instanceof TimeoutException) {
        return true;
      }
    }
    return sqlState(failure)
        .filter(
            state ->
                GONE_STATES.contains(state)
                    || (state.length() == 5 && GONE_CLASSES.contains(state.substring(0, 2))))
        .isPresent();
  }

  private static Optional<String> sqlState(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return Optional.of(sql.getSQLState());
      }
    }
    return Optional.empty();
  }

  /**
   * The failure as an operator may read it. Databases quote rows in their messages, and a row may
   * hold an arm or a place in the sequence, so of a failure that came from one only its class and
   * SQLSTATE are kept.
   */
  static RuntimeException withoutValues(RuntimeException failure) {
    if (sqlState(failure).isEmpty()) {
      return failure;
    }
    RuntimeException described = new IllegalStateException(describe(failure));
    described.setStackTrace(failure.getStackTrace());
    return described;
  }

  /**
   * What failed, without a value: the innermost cause's class, and the SQLSTATE where there is one.
   */
  static String describe(Throwable failure) {
    Throwable root = failure;
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root.getClass().getName()
        + sqlState(failure).map(state -> ", SQLSTATE " + state).orElse("");
  }
}
