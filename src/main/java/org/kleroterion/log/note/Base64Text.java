package org.kleroterion.log.note;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Base64 (RFC 4648 §4) in its one right form. */
final class Base64Text {
  private Base64Text() {}

  static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * @throws NoteRefused if it is none, or another text of the same bytes
   */
  static byte[] bytes(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
      if (of(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below, like every other form that is not right.
    }
    throw new NoteRefused("This is not base64: " + text);
  }
}
