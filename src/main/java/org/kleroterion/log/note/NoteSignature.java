package org.kleroterion.log.note;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One signature line of a note.
 *
 * @param name the name of the key
 * @param encoded base64 of the key's id (4 bytes) and the signature in the format of the key's type
 */
public record NoteSignature(String name, String encoded) {
  private static final Pattern LINE = Pattern.compile("\u2014 (\\S+) (\\S+)");

  /**
   * @throws NoteRefused if the name is invalid, or the encoded bytes have no signature after the id
   */
  public NoteSignature {
    Names.checked(name);
    if (Base64Text.bytes(encoded).length <= Integer.BYTES) {
      throw new NoteRefused("This has no signature after the key's id: " + encoded);
    }
  }

  static NoteSignature of(String name, int keyId, byte[] signature) {
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(keyId).put(signature).array();
    return new NoteSignature(name, Base64Text.of(bytes));
  }

  /**
   * @param line a signature line, without its line feed
   * @throws NoteRefused if it is not a signature line
   */
  public static NoteSignature parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new NoteRefused("This is not a signature line: " + line);
    }
    return new NoteSignature(parts.group(1), parts.group(2));
  }

  /** The line, without its line feed. */
  public String line() {
    return "\u2014 " + name + " " + encoded;
  }

  int keyId() {
    return ByteBuffer.wrap(Base64Text.bytes(encoded)).getInt();
  }

  byte[] signature() {
    byte[] bytes = Base64Text.bytes(encoded);
    return Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
  }
}
