package org.kleroterion.access;

import java.text.Normalizer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rule for the name of a caller or person that the log records: a token's {@code sub}, a user
 * of another system. A name is refused and never rewritten: two names that look alike must not
 * become one, and a name must read the same in the log, in the database and in a terminal.
 */
public final class PersonName {
  /** The longest name, in UTF-16 units. */
  public static final int LONGEST = 255;

  /** The actor of what the service does by itself. */
  public static final String SERVICE = "kleroterion";

  private static final Pattern RESERVED = Pattern.compile(SERVICE + "|openclinica:.*|redcap:.*");
  private static final Set<Integer> REFUSED =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.SURROGATE,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR);

  private PersonName() {}

  /** What is wrong with the name, as the rest of a sentence; empty if it can be recorded. */
  public static Optional<String> fault(String name) {
    if (name.isEmpty()) {
      return Optional.of("is empty");
    }
    if (name.length() > LONGEST) {
      return Optional.of("has " + name.length() + " characters, more than " + LONGEST);
    }
    OptionalInt refused =
        name.codePoints().filter(point -> REFUSED.contains(Character.getType(point))).findFirst();
    if (refused.isPresent()) {
      return Optional.of(
          "contains U+%04X, which is %s"
              .formatted(refused.getAsInt(), kind(Character.getType(refused.getAsInt()))));
    }
    if (name.codePoints().allMatch(PersonName::isSpace)) {
      return Optional.of("contains only spaces");
    }
    if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
      return Optional.of("is not in Unicode's form NFC");
    }
    return RESERVED.matcher(name).matches()
        ? Optional.of("is a name that the service itself uses")
        : Optional.empty();
  }

  private static boolean isSpace(int point) {
    return Character.isSpaceChar(point) || Character.isWhitespace(point);
  }

  private static String kind(int type) {
    return switch (type) {
      case Character.FORMAT -> "an invisible format character";
      case Character.SURROGATE -> "half of a character";
      default -> "a control character";
    };
  }
}
