package org.kleroterion.problem;

/**
 * One fault in a request.
 *
 * @param pointer the place: a JSON pointer (RFC 6901) into the body, {@code /screening/ecog}, or a
 *     question mark and the name of a query parameter, {@code ?limit}
 * @param message what is wrong and how to correct it, in one sentence
 */
public record Violation(String pointer, String message) {
  /** In characters: enough for each pointer into a body that a protocol can describe. */
  private static final int LONGEST_POINTER = 200;

  /** In characters: the longest message lists 100 codes of 64 characters. */
  private static final int LONGEST_MESSAGE = 7_000;

  /** Cuts the texts: both can quote what the caller sent, and log entries hold them. */
  public Violation {
    pointer = cut(pointer, LONGEST_POINTER);
    message = cut(message, LONGEST_MESSAGE);
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    // Not between the two halves of a character.
    int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
    return text.substring(0, end) + "…";
  }
}
