package org.kleroterion.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.kleroterion.problem.InvalidRequest;

/** The start of a page. It is opaque, so that clients do not compute cursors themselves. */
final class Cursor {
  private Cursor() {}

  static String of(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws InvalidRequest if this service cannot have issued the cursor
   */
  static String key(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw unreadable();
    }
  }

  static InvalidRequest unreadable() {
    return new InvalidRequest(
        "?after", "Must be the value of 'next' from an earlier page, unchanged.");
  }
}
