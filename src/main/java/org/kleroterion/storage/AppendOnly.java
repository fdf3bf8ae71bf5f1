package org.kleroterion.storage;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * H2 trigger that rejects every update and delete of an append-only table, for every database user.
 * The migrations in {@code db/h2} install it.
 */
public class AppendOnly implements Trigger {
  /** SQLSTATE {@code insufficient_privilege}: PostgreSQL reports the same statement with it. */
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
