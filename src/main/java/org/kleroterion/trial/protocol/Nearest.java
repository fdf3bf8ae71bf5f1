package org.kleroterion.trial.protocol;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. */
final class Nearest {
  private Nearest() {}

  /** " Did you mean `ecog`?", or nothing if no candidate is near. */
  static String hint(String name, Collection<String> candidates) {
    return to(name, candidates).map(near -> " Did you mean `" + near + "`?").orElse("");
  }

  /** The candidate that is the fewest slips of the pen away, if they are few for its length. */
  static Optional<String> to(String name, Collection<String> candidates) {
    return candidates.stream()
        // The difference in length is cheap, and there are never fewer slips.
        .filter(candidate -> Math.abs(name.length() - candidate.length()) <= few(candidate))
        .filter(candidate -> distance(name, candidate) <= few(candidate))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  private static int few(String candidate) {
    return Math.max(1, candidate.length() / 3);
  }

  /** Levenshtein's, with a swap of neighbours as one slip, without regard to case. */
  private static int distance(String name, String candidate) {
    int[][] slips = new int[name.length() + 1][candidate.length() + 1];
    for (int i = 0; i <= name.length(); i++) {
      for (int j = 0; j <= candidate.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int change = same(name, i, candidate, j) ? 0 : 1;
        slips[i][j] =
            Math.min(slips[i - 1][j - 1] + change, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        if (i > 1 && j > 1 && same(name, i, candidate, j - 1) && same(name, i - 1, candidate, j)) {
          slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
        }
      }
    }
    return slips[name.length()][candidate.length()];
  }

  private static boolean same(String left, int i, String right, int j) {
    return Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
  }
}
