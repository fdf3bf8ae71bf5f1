package org.kleroterion.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/**
 * A user as whom the service connects, and what an operator reads where it cannot.
 *
 * @param name of the user
 * @param setting that names it
 * @param passwordSetting that has its password, and with {@code -file} behind it the password's
 *     file
 * @param url of the database, without parameters: one of them may be a password
 */
record DatabaseUser(String name, String setting, String passwordSetting, String url) {
  /** H2: DATABASE_ALREADY_OPEN_1. */
  private static final String FILE_IN_USE = "90020";

  /** The service's user. */
  static DatabaseUser service(Settings.Database settings) {
    return new DatabaseUser(
        settings.username().orElse(""),
        "kleroterion.database.username",
        "kleroterion.database.password",
        url(settings));
  }

  /** Who makes the tables: their owner, and where none is set, the service's user. */
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
   * @throws StartRefused with what must be granted or set
   */
  Connection connect(DataSource source) {
    try {
      return source.getConnection();
    } catch (SQLException | RuntimeException failure) {
      throw refused(failure);
    }
  }

  /**
   * The reason and the correction for an operator; the failure itself if an operator cannot correct
   * it.
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
              "another process uses the database's file: only one service at a time can run on this"
                  + " kleroterion.data-directory. Stop the other one, or choose another directory";
          default ->
              DatabaseTrouble.isUnavailable(failure)
                  ? "the database "
                      + url
                      + " cannot be reached: "
                      + said(failure)
                      + " Check kleroterion.database.url, and that the server runs and can be reached"
                      + " from here"
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
            .formatted(quoted(), said(failure), passwordSetting, passwordSetting);
    return isPostgres()
        ? refusal
            + " Where there is no such user yet: "
            + asAdministrator("create role %s login password '…'".formatted(sqlName()))
        : refusal;
  }

  private boolean isPostgres() {
    return url.startsWith("jdbc:postgresql:");
  }

  // Of a failure to connect the driver's message can be shown: it has no row.
  private static String said(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof SQLException)) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).strip().replaceAll("\\s*\\n\\s*", " ");
    return message.endsWith(".") ? message : message + ".";
  }

  /** With the setting that names it. */
  String quoted() {
    return "'" + name + "' (" + setting + ")";
  }

  /** As SQL writes it. */
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

  /** What is to be done where the database does not know this user. */
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
