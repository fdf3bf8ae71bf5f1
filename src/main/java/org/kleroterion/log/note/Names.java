package org.kleroterion.log.note;

import java.util.regex.Pattern;

/** The syntax of key names. */
public final class Names {
  // In a signature line a space ends the name; in a verifier key a plus does.
  private static final Pattern NAME = Pattern.compile("[^\\p{Z}\\p{Cc}+]+");

  private Names() {}

  static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new NoteRefused(
          "The name of a key must not be empty or contain a space or a plus: " + name);
    }
    return name;
  }
}
