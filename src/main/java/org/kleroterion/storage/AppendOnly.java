package org.kleroterion.storage;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * Refuses every change and every deletion in the table that it guards, whoever asks; what {@code
 * db/h2} puts before the tables that are only ever added to.
 */
public class AppendOnly implements Trigger {
  /** PostgreSQL's {@code insufficient_privilege}, which the same refusal has there. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private String table = "";

  @Override
  public void init(
      Connection connection,
      String schema,
      String trigger,
      String guarded,
      boolean before,
      int type) {
    this.table = guarded;
  }

  @Override
  public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after)
      throws SQLException {
    throw new SQLException("the table " + table + " is append-only", INSUFFICIENT_PRIVILEGE);
  }
}
