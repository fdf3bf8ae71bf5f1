package org.kleroterion.storage;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells what a failed transaction failed of, by its SQLSTATE. */
final class DatabaseTrouble {
  private static final String INTEGRITY_VIOLATION = "23";
  private static final String ROLLED_BACK_FOR_ANOTHER = "40";

  /** The transaction may be committed or not: what a distributed database says of a lost commit. */
  private static final String OUTCOME_UNKNOWN = "40003";

  /**
   * Classes of SQLSTATE that say the database is not there or has no room: connection (08),
   * resources (53), operator's shutdown (57), the system below it (58); and H2's own 90xxx for the
   * same.
   */
  private static final Set<String> GONE_CLASSES = Set.of("08", "53", "57", "58");

  private static final Set<String> GONE_STATES =
      Set.of(
          OUTCOME_UNKNOWN,
          "25006", // PostgreSQL: read only, because the server has become a standby
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
    return isRolledBackForAnother(failure)
        || sqlState(failure).filter(state -> state.startsWith(INTEGRITY_VIOLATION)).isPresent();
  }

  /** The same, and not because of a row that stands: what is tried again later may succeed. */
  static boolean isRolledBackForAnother(Throwable failure) {
    return sqlState(failure)
        .filter(
            state -> state.startsWith(ROLLED_BACK_FOR_ANOTHER) && !state.equals(OUTCOME_UNKNOWN))
        .isPresent();
  }

  /** The database is gone or too slow; the same work can be tried again later. */
  static boolean isUnavailable(Throwable failure) {
    List<Throwable> causes = causes(failure);
    // The pool's TimeoutException: no connection came free in time.
    if (causes.stream()
        .anyMatch(
            cause -> cause instanceof SQLTimeoutException || cause instanceof TimeoutException)) {
      return true;
    }
    Optional<String> state = sqlState(failure);
    if (state.isEmpty()) {
      // Without a state it is the pool's: the transaction took too long and was rolled back.
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

  // The transaction manager says why a commit failed in what it suppressed.
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
    List<Throwable> causes = causes(failure);
    Throwable root = causes.get(causes.size() - 1);
    return root.getClass().getName()
        + sqlState(failure).map(state -> ", SQLSTATE " + state).orElse("");
  }
}
