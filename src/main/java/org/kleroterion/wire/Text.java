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
   * One line of text: at least one visible character, no control characters, no lone surrogates.
   */
  public static final String LINE = "[^\\p{Cc}\\p{Cs}]*[^\\p{Cc}\\p{Cs}\\p{Z}][^\\p{Cc}\\p{Cs}]*";

  public static final String LINE_MESSAGE =
      "Must contain a visible character, and no control characters or broken Unicode.";

  private Text() {}
}
