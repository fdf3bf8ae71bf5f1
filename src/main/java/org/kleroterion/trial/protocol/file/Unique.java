package org.kleroterion.trial.protocol.file;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Checks that names are unique. Upper and lower case count as the same, because people overlook the
 * difference.
 */
public final class Unique {
  public static final String REMEDY = "Choose names that differ by more than capital letters.";

  private final Map<String, Integer> lines = new HashMap<>();

  /** Adds a fault to the member if the name was checked before. */
  public void check(Members members, String member, String name) {
    Integer first = lines.putIfAbsent(folded(name), members.line(member));
    if (first != null) {
      members.fault(member, "`" + name + "` is already used in line " + first + ".", REMEDY);
    }
  }

  /** The name in lower case, to compare it. */
  public static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
