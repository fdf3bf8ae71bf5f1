package org.kleroterion.log.note;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Base64 (RFC 4648 §4), accepted only in its canonical form. */
final class Base64Text {
  private Base64Text() {}

  static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * @throws NoteRefused if the text is not canonical base64
   */
  static byte[] bytes(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
      if (of(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like base64 that is not canonical.
    }
    throw new NoteRefused("This is not canonical base64: " + text);
  }
}
