package org.kleroterion.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.kleroterion.settings.StartRefused;

/**
 * Checks at start that the PostgreSQL users have the rights that they need, so that a missing right
 * stops the start with a clear message. H2 needs no check: its only user is the administrator.
 */
final class DatabaseRights {
  private static final String OWNER_PASSWORD =
      "kleroterion.database.owner-password-file or kleroterion.database.owner-password to its"
          + " password";

  private DatabaseRights() {}

  /**
   * Checks that the owner can create and change the tables, and that the service's user exists.
   *
   * @throws StartRefused if not; its message says what to grant or to set
   */
  static void requireForMigration(Connection connection, DatabaseUser owner, DatabaseUser service)
      throws SQLException {
    if (!isPostgres(connection)) {
      return;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create,
              coalesce(current_schema(), 'public') as schema,
              (select tableowner from pg_tables
                where schemaname = current_schema() and tablename = 'flyway_schema_history'
                  and not pg_has_role(tableowner, 'usage')) as other_owner,
              exists (select 1 from pg_roles where rolname = ?) as service_exists\
            """)) {
      query.setString(1, service.name());
      try (ResultSet rights = query.executeQuery()) {
        rights.next();
        String otherOwner = rights.getString("other_owner");
        if (otherOwner != null) {
          throw refused(
              "the tables belong to the user '%s', and the user %s may not change them. Set"
                      .formatted(otherOwner, owner.quoted())
                  + " kleroterion.database.owner to '%s', and ".formatted(otherOwner)
                  + OWNER_PASSWORD);
        }
        if (!rights.getBoolean("may_create")) {
          throw refused(mayNotCreate(owner, service, rights.getString("schema")));
        }
        if (!rights.getBoolean("service_exists")) {
          throw refused(service.missing());
        }
      }
    }
  }

  private static String mayNotCreate(DatabaseUser owner, DatabaseUser service, String schema) {
    String grant =
        "As the database's administrator, in the database %s: grant usage, create on schema %s to %s;"
            .formatted(owner.database(), schema, owner.sqlName());
    String refusal =
        "the user " + owner.quoted() + " may not create tables in the schema " + schema + ". ";
    return owner.equals(service)
        ? refusal
            + "Set kleroterion.database.owner to a user that may, and "
            + OWNER_PASSWORD
            + " (docs/operations.md has the SQL for both users). Or let the service's own user"
            + " create the tables; it then owns them and could also change the log. "
            + grant
        : refusal + grant;
  }

  /**
   * Checks that the service's user can use the tables.
   *
   * @throws StartRefused if not; its message says what to grant or to set
   */
  static void requireForService(Connection connection, DatabaseUser service) throws SQLException {
    if (!isPostgres(connection)) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet rights =
            statement.executeQuery(
                "select coalesce(has_table_privilege(to_regclass('log_entry'), 'insert'),"
                    + " false)")) {
      rights.next();
      if (!rights.getBoolean(1)) {
        throw refused(
            "the user %s has no rights to the tables. The rights were granted to the user that"
                    .formatted(service.quoted())
                + " kleroterion.database.username named when the tables were created. Set that user"
                + " again, or grant its rights to the new user. As the database's administrator:"
                + " grant"
                + " <the earlier user> to %s;".formatted(service.sqlName()));
      }
    }
  }

  private static boolean isPostgres(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
  }

  private static StartRefused refused(String reason) {
    return new StartRefused(List.of(reason));
  }
}
