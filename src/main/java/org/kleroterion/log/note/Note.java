package org.kleroterion.log.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with signatures: C2SP {@code signed-note} 1.0.0. Do not use the text before a trusted key
 * has verified it.
 *
 * @param text the signed text, with its last line feed
 * @param signatures at least one
 */
public record Note(String text, List<NoteSignature> signatures) {
  private static final int LONGEST = 1_000_000;

  public Note {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n") || signatures.isEmpty()) {
      throw new NoteRefused(
          "The text of a note must end with a line feed, and a note must have a signature");
    }
  }

  /**
   * @throws NoteRefused if the bytes are not UTF-8 or not a note
   */
  public static Note parse(byte[] bytes) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new NoteRefused("A note must be UTF-8");
    }
  }

  /**
   * @throws NoteRefused if the text is not a note
   */
  public static Note parse(String note) {
    if (note.length() > LONGEST) {
      throw new NoteRefused("A note has at most " + LONGEST + " characters");
    }
    if (note.chars().anyMatch(character -> character < ' ' && character != '\n')) {
      throw new NoteRefused("A note must not have control characters other than line feeds");
    }
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n") || blank + 2 == note.length()) {
      throw new NoteRefused("A note must be a text, an empty line, and signature lines");
    }
    String[] lines = note.substring(blank + 2, note.length() - 1).split("\n", -1);
    return new Note(
        note.substring(0, blank + 1), Arrays.stream(lines).map(NoteSignature::parse).toList());
  }

  /** The same note with these signatures added after its own. */
  public Note with(List<NoteSignature> more) {
    List<NoteSignature> all = new ArrayList<>(signatures);
    all.addAll(more);
    return new Note(text, all);
  }

  /**
   * Those of the keys that have signed the note.
   *
   * @throws NoteRefused if a signature by one of the keys is wrong
   */
  public List<VerifierKey> signedBy(List<VerifierKey> keys) {
    return keys.stream()
        .filter(key -> signatures.stream().anyMatch(signature -> key.isOf(signature)))
        .peek(this::requireValid)
        .toList();
  }

  /**
   * @return this note
   * @throws NoteRefused if the key has not signed this note, or its signature is wrong
   */
  public Note requireSignedBy(VerifierKey key) {
    if (signedBy(List.of(key)).isEmpty()) {
      throw new NoteRefused("The key " + key.name() + " has not signed this note");
    }
    return this;
  }

  // A wrong signature by a known key makes the note invalid, even if other keys have signed it.
  private void requireValid(VerifierKey key) {
    for (NoteSignature signature : signatures) {
      if (key.isOf(signature) && !key.verifies(text, signature.signature())) {
        throw new NoteRefused("The signature of the key " + key.name() + " is wrong");
      }
    }
  }

  /** The whole note, as it is sent and stored. */
  public String format() {
    return text
        + "\n"
        + signatures.stream()
            .map(signature -> signature.line() + "\n")
            .collect(Collectors.joining());
  }
}
