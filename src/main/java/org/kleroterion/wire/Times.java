package org.kleroterion.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * How times are written, in answers and in the log alike: UTC, always with milliseconds (RFC 3339).
 */
public final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /** {@code 2026-11-23T20:43:57.000Z}. */
  public static String text(Instant time) {
    return FORMAT.format(time);
  }
}
