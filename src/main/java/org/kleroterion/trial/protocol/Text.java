package org.kleroterion.trial.protocol;

import java.util.Optional;

/** What text may be: short enough, and nothing in it that cannot be seen. */
final class Text {
  static final int LONGEST = 2000;

  private Text() {}

  /** What is wrong with it, a sentence. */
  static Optional<String> wrong(String text) {
    if (text.isBlank()) {
      return Optional.of("It is blank.");
    }
    if (text.length() > LONGEST) {
      return Optional.of("It has " + text.length() + " characters.");
    }
    return text.codePoints()
        .filter(Text::hidden)
        .mapToObj(c -> String.format("It has the character U+%04X.", c))
        .findFirst();
  }

  /** Controls, line breaks, halves of characters, and what turns the direction of reading round. */
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

  /** Somebody else's text, cut to what a message can bear. */
  static String shown(String text) {
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }
}
