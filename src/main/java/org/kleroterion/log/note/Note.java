package org.kleroterion.log.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with signatures: C2SP {@code signed-note} 1.0.0. Its text means nothing before a trusted
 * key has verified it.
 *
 * @param text what is signed, with its last line feed
 * @param signatures at least one
 */
public record Note(String text, List<NoteSignature> signatures) {
  private static final int LONGEST = 1_000_000;

  public Note {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n") || signatures.isEmpty()) {
      throw new NoteRefused("A note ends its text with a line feed and has a signature");
    }
  }

  /**
   * @throws NoteRefused if it is no UTF-8, or no note
   */
  public static Note parse(byte[] bytes) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new NoteRefused("A note is UTF-8");
    }
  }

  /**
   * @throws NoteRefused if it is no note
   */
  public static Note parse(String note) {
    if (note.length() > LONGEST) {
      throw new NoteRefused("A note has at most " + LONGEST + " characters");
    }
    if (note.chars().anyMatch(character -> character < ' ' && character != '\n')) {
      throw new NoteRefused("A note has no control characters but line feeds");
    }
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n") || blank + 2 == note.length()) {
      throw new NoteRefused("A note is a text, an empty line, and signature lines");
    }
    String[] lines = note.substring(blank + 2, note.length() - 1).split("\n", -1);
    return new Note(
        note.substring(0, blank + 1), Arrays.stream(lines).map(NoteSignature::parse).toList());
  }

  /** The same note with these signatures behind its own. */
  public Note with(List<NoteSignature> more) {
    List<NoteSignature> all = new ArrayList<>(signatures);
    all.addAll(more);
    return new Note(text, all);
  }

  /** The keys among these that signed it. */
  public List<VerifierKey> signedBy(List<VerifierKey> keys) {
    return keys.stream()
        .filter(key -> signatures.stream().anyMatch(signature -> key.isOf(signature)))
        .peek(this::requireRight)
        .toList();
  }

  /**
   * @throws NoteRefused if the key has not signed it, or its signature is wrong
   */
  public Note requireSignedBy(VerifierKey key) {
    if (signedBy(List.of(key)).isEmpty()) {
      throw new NoteRefused("The key " + key.name() + " has not signed this");
    }
    return this;
  }

  // A known key's signature that is wrong spoils the note, whoever else has signed it.
  private void requireRight(VerifierKey key) {
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
        + signatures.stream().map(one -> one.line() + "\n").collect(Collectors.joining());
  }
}
