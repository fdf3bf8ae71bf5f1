package org.kleroterion.storage;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Classifies the failure of a transaction by its SQLSTATE. */
final class DatabaseTrouble {
  private static final String INTEGRITY_VIOLATION = "23";
  private static final String ROLLED_BACK_FOR_ANOTHER = "40";

  /** Sent by distributed databases when they cannot tell whether the commit succeeded. */
  private static final String OUTCOME_UNKNOWN = "40003";

  /**
   * SQLSTATE classes for a database that cannot be reached or is out of resources: connection (08),
   * resources (53), operator intervention (57), system error (58). {@link #GONE_STATES} adds H2's
   * own codes for the same.
   */
  private static final Set<String> GONE_CLASSES = Set.of("08", "53", "57", "58");

  private static final Set<String> GONE_STATES =
      Set.of(
          OUTCOME_UNKNOWN,
          "25006", // PostgreSQL: read-only, because the server has become a standby
          "55P03", // PostgreSQL: lock not available
          "HYT00", // H2: lock timeout
          "90007", // H2: the object is closed
          "90028", // H2: a file is corrupt or cannot be read
          "90031", // H2: the file system failed
          "90067", // H2: the connection is broken
          "90098", // H2: the database was closed
          "90121"); // H2: the database is shut down

  private DatabaseTrouble() {}

  /** The transaction conflicted with another one; the same work can be retried at once. */
  static boolean isConflict(Throwable failure) {
    return isRolledBackForAnother(failure)
        || sqlState(failure).filter(state -> state.startsWith(INTEGRITY_VIOLATION)).isPresent();
  }

  /** The same, but not because of an existing row: a later retry may succeed. */
  static boolean isRolledBackForAnother(Throwable failure) {
    return sqlState(failure)
        .filter(
            state -> state.startsWith(ROLLED_BACK_FOR_ANOTHER) && !state.equals(OUTCOME_UNKNOWN))
        .isPresent();
  }

  /** The database cannot be reached or is too slow; the same work can be retried later. */
  static boolean isUnavailable(Throwable failure) {
    List<Throwable> causes = causes(failure);
    // TimeoutException comes from the connection pool: no connection became free in time.
    if (causes.stream()
        .anyMatch(
            cause -> cause instanceof SQLTimeoutException || cause instanceof TimeoutException)) {
      return true;
    }
    Optional<String> state = sqlState(failure);
    if (state.isEmpty()) {
      // The pool's exceptions have no SQLSTATE: the transaction took too long and was rolled back.
      return causes.stream().anyMatch(SQLException.class::isInstance);
    }
    return state
        .filter(
            code ->
                GONE_STATES.contains(code)
                    || (code.length() == 5 && GONE_CLASSES.contains(code.substring(0, 2))))
        .isPresent();
  }

  /** The SQLSTATE of the outermost cause that has one. */
  static Optional<String> sqlState(Throwable failure) {
    return causes(failure).stream()
        .filter(cause -> cause instanceof SQLException sql && sql.getSQLState() != null)
        .map(cause -> ((SQLException) cause).getSQLState())
        .findFirst();
  }

  // The transaction manager puts the reason of a failed commit into the suppressed exceptions.
  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    for (Throwable cause : List.copyOf(causes)) {
      for (Throwable suppressed : cause.getSuppressed()) {
        causes.addAll(causes(suppressed));
      }
    }
    return causes;
  }

  /**
   * The failure in a form that may be logged. Databases quote rows in their messages, and a row may
   * hold an arm or a slot. So a database failure is reduced to its class and its SQLSTATE.
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
   * The class of the innermost cause, and the SQLSTATE if there is one. It contains no value of a
   * row.
   */
  static String describe(Throwable failure) {
    List<Throwable> causes = causes(failure);
    Throwable root = causes.get(causes.size() - 1);
    return root.getClass().getName()
        + sqlState(failure).map(state -> ", SQLSTATE " + state).orElse("");
  }
}
