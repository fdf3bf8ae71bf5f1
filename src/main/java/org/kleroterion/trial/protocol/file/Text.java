package org.kleroterion.trial.protocol.file;

import java.util.Optional;

/** The rules for text in a file: one line of visible characters, of limited length. */
public final class Text {
  public static final int LONGEST = 2000;

  private Text() {}

  /** The problem with the text, a sentence; empty if there is none. */
  public static Optional<String> wrong(String text) {
    if (text.isBlank()) {
      return Optional.of("It is blank.");
    }
    if (text.length() > LONGEST) {
      return Optional.of("It has " + text.length() + " characters.");
    }
    return text.codePoints()
        .filter(Text::hidden)
        .mapToObj(c -> String.format("It contains the character U+%04X.", c))
        .findFirst();
  }

  /**
   * Control characters, line breaks, surrogates, and characters that change the direction of the
   * text.
   */
  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
      default -> false;
    };
  }

  /** Text from outside, cut to at most 65 characters for a message. */
  public static String shown(String text) {
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }
}
