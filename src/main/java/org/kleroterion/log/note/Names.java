package org.kleroterion.log.note;

import java.util.regex.Pattern;

/** What may be the name of a key. */
final class Names {
  // A name ends at a space in a signature line, and at a plus in a verifier key.
  private static final Pattern NAME = Pattern.compile("[^\\p{Z}\\p{Cc}+]+");

  private Names() {}

  static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new NoteRefused("A key's name is not empty and has no space and no plus: " + name);
    }
    return name;
  }
}
