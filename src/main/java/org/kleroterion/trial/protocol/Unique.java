package org.kleroterion.trial.protocol;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Sees that names differ, and by more than the case of a letter, which people do not notice. */
final class Unique {
  static final String REMEDY = "Choose names that differ by more than capital letters.";

  private final Map<String, Integer> lines = new HashMap<>();

  void check(Members members, String member, String name) {
    Integer first = lines.putIfAbsent(folded(name), members.line(member));
    if (first != null) {
      members.fault(member, "`" + name + "` is in line " + first + " already.", REMEDY);
    }
  }

  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
