package org.kleroterion.wire;

/** The shapes of the texts that requests carry, for {@code @Pattern}. */
public final class Text {
  /** A subject's or site's code: closed alphabet, so that no code can be read as anything else. */
  public static final String CODE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  public static final String CODE_MESSAGE =
      "Must be 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit.";

  /** One line for people: no control characters, no half surrogate pairs, something to see. */
  public static final String LINE = "[^\\p{Cc}\\p{Cs}]*[^\\p{Cc}\\p{Cs}\\p{Z}][^\\p{Cc}\\p{Cs}]*";

  public static final String LINE_MESSAGE =
      "Must hold something to read, and no control characters or broken Unicode.";

  private Text() {}
}
