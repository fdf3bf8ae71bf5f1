package org.kleroterion.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.kleroterion.problem.InvalidRequest;

/** Where a page starts: opaque to clients, so that nobody computes with it. */
final class Cursor {
  private Cursor() {}

  static String of(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws InvalidRequest if it is none of ours
   */
  static String key(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw unreadable();
    }
  }

  static InvalidRequest unreadable() {
    return new InvalidRequest("?after", "Must be the 'next' of an earlier page, unchanged.");
  }
}
