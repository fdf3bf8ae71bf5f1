package org.kleroterion.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/**
 * A database user of the service, with the messages for an operator if it cannot connect.
 *
 * @param name the user's name
 * @param setting the setting that names the user
 * @param passwordSetting the setting with the password; with {@code -file} appended, the setting
 *     with the password's file
 * @param url the database's URL without parameters, because a parameter may be a password
 */
record DatabaseUser(String name, String setting, String passwordSetting, String url) {
  /** H2: DATABASE_ALREADY_OPEN_1. */
  private static final String FILE_IN_USE = "90020";

  /** The user that the service works with. */
  static DatabaseUser service(Settings.Database settings) {
    return new DatabaseUser(
        settings.username().orElse(""),
        "kleroterion.database.username",
        "kleroterion.database.password",
        url(settings));
  }

  /** The user that creates the tables: the owner if one is set, otherwise the service's user. */
  static DatabaseUser owner(Settings.Database settings) {
    return settings
        .owner()
        .map(
            owner ->
                new DatabaseUser(
                    owner,
                    "kleroterion.database.owner",
                    "kleroterion.database.owner-password",
                    url(settings)))
        .orElseGet(() -> service(settings));
  }

  private static String url(Settings.Database settings) {
    return settings.url().orElse("").replaceFirst("[?;].*", "");
  }

  /**
   * Connects to the database.
   *
   * @throws StartRefused if it cannot; its message says what to grant or to set
   */
  Connection connect(DataSource source) {
    try {
      return source.getConnection();
    } catch (SQLException | RuntimeException failure) {
      throw refused(failure);
    }
  }

  /**
   * The exception to throw: a {@link StartRefused} with the reason and the correction, or the
   * failure itself if an operator cannot correct it.
   */
  RuntimeException refused(Exception failure) {
    String state = DatabaseTrouble.sqlState(failure).orElse("");
    String reason =
        switch (state) {
          case "28P01", "28000" -> refusedLogin(failure);
          case "3D000" ->
              "there is no database "
                  + database()
                  + " (kleroterion.database.url). "
                  + asAdministrator("create database %s owner ".formatted(database()) + sqlName());
          case "42501" ->
              "the user "
                  + quoted()
                  + " may not connect to the database. "
                  + asAdministrator(
                      "grant connect on database %s to %s".formatted(database(), sqlName()));
          case FILE_IN_USE ->
              "another process uses the database's file. Only one service at a time can run on this"
                  + " kleroterion.data-directory. Stop the other process, or choose another"
                  + " directory";
          default ->
              DatabaseTrouble.isUnavailable(failure)
                  ? "the database "
                      + url
                      + " cannot be reached: "
                      + driverMessage(failure)
                      + " Check kleroterion.database.url, and that the server runs and can be"
                      + " reached from this machine"
                  : "";
        };
    if (!reason.isEmpty()) {
      return new StartRefused(List.of(reason));
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  private String refusedLogin(Exception failure) {
    String refusal =
        "the database refuses the user %s: %s Set %s-file or %s to its password."
            .formatted(quoted(), driverMessage(failure), passwordSetting, passwordSetting);
    return isPostgres()
        ? refusal
            + " If the user does not exist yet: "
            + asAdministrator("create role %s login password '…'".formatted(sqlName()))
        : refusal;
  }

  private boolean isPostgres() {
    return url.startsWith("jdbc:postgresql:");
  }

  // The driver's message of a failed connection can be shown: it quotes no row.
  private static String driverMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof SQLException)) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).strip().replaceAll("\\s*\\n\\s*", " ");
    return message.endsWith(".") ? message : message + ".";
  }

  /** The name in quotes, and the setting that names the user. */
  String quoted() {
    return "'" + name + "' (" + setting + ")";
  }

  /** The name as SQL writes it, quoted where necessary. */
  String sqlName() {
    return sqlName(name);
  }

  /** The database's name as SQL writes it. */
  String database() {
    return sqlName(url.substring(url.lastIndexOf('/') + 1));
  }

  private static String sqlName(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The message for an operator if this user does not exist in the database. */
  String missing() {
    return "there is no user "
        + quoted()
        + ". "
        + asAdministrator("create role %s login password '…'".formatted(sqlName()));
  }

  private static String asAdministrator(String sql) {
    return "As the database's administrator: " + sql + ";";
  }
}
