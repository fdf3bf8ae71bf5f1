package org.kleroterion.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kleroterion.problem.InvalidRequest;

/** The format of times in answers and in the log: UTC, always with milliseconds (RFC 3339). */
public final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /**
   * Parses a time in a query; empty if the text is null.
   *
   * @param pointer names the parameter in the violation, {@code ?from}
   * @throws InvalidRequest if the text is not an RFC 3339 time
   */
  public static Optional<Instant> parameter(String pointer, @Nullable String text) {
    try {
      return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeException e) {
      throw new InvalidRequest(pointer, "Must be an RFC 3339 time such as 2026-11-23T20:43:57Z.");
    }
  }

  /** {@code 2026-11-23T20:43:57.000Z}. */
  public static String text(Instant time) {
    return FORMAT.format(time);
  }
}
