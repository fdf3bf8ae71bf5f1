package org.kleroterion.wire;

/** Patterns for texts in requests, for {@code @Pattern}. */
public final class Text {
  /**
   * A subject's or site's code. The small alphabet rules out look-alikes and special characters.
   */
  public static final String CODE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  public static final String CODE_MESSAGE =
      "Must be 1 to 64 letters, digits, '.', '_' or '-', and begin with a letter or digit.";

  /**
   * The inside of a character class: control characters, line breaks, lone surrogates, U+FFFD
   * (which stands for bytes that were not UTF-8), and characters that change the direction of text,
   * so that a person reads something else than was recorded. U+200C and U+200D are not among them:
   * some scripts need them within a word.
   */
  public static final String HIDDEN =
      "\\p{Cc}\\p{Cs}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFFFD";

  /** One line of text: at least one visible character, no {@link #HIDDEN} ones. */
  public static final String LINE =
      "[^" + HIDDEN + "]*[^" + HIDDEN + "\\p{Z}\\p{Cf}][^" + HIDDEN + "]*";

  public static final String LINE_MESSAGE =
      "Must be one line with a visible character, without control characters, characters that"
          + " change the direction of text, or broken Unicode.";

  private Text() {}
}
