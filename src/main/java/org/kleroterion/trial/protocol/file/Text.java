package org.kleroterion.trial.protocol.file;

import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for text in a file: one line of visible characters, of limited length. */
public final class Text {
  public static final int LONGEST = 2000;

  private static final Pattern HIDDEN =
      Pattern.compile("[" + org.kleroterion.wire.Text.HIDDEN + "]");
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}\\p{Cf}]*");

  private Text() {}

  /** The problem with the text, a sentence; empty if there is none. */
  public static Optional<String> wrong(String text) {
    if (BLANK.matcher(text).matches()) {
      return Optional.of("It is blank.");
    }
    if (text.length() > LONGEST) {
      return Optional.of("It has " + text.length() + " characters.");
    }
    return HIDDEN
        .matcher(text)
        .results()
        .map(
            found ->
                String.format("It contains the character U+%04X.", found.group().codePointAt(0)))
        .findFirst();
  }

  /** Text from outside, cut to at most 65 characters for a message. */
  public static String shown(String text) {
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }
}
