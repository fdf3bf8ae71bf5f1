package org.kleroterion.trial.protocol.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that is most similar to a misspelt one. */
public final class Nearest {
  private Nearest() {}

  /** " Did you mean `ecog`?", with the leading space; empty if no candidate is similar. */
  public static String hint(String name, Collection<String> candidates) {
    return to(name, candidates).map(near -> " Did you mean `" + near + "`?").orElse("");
  }

  /** The most similar candidate, if it differs little enough for its length. */
  static Optional<String> to(String name, Collection<String> candidates) {
    return candidates.stream()
        // The distance is at least the difference in length, which is cheaper to compute.
        .filter(candidate -> Math.abs(name.length() - candidate.length()) <= maxDistance(candidate))
        .filter(candidate -> distance(name, candidate) <= maxDistance(candidate))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  private static int maxDistance(String candidate) {
    return Math.max(1, candidate.length() / 3);
  }

  /**
   * The Levenshtein distance, ignoring case. A swap of two neighbouring characters counts as one
   * edit.
   */
  private static int distance(String name, String candidate) {
    int[][] edits = new int[name.length() + 1][candidate.length() + 1];
    for (int i = 0; i <= name.length(); i++) {
      for (int j = 0; j <= candidate.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = same(name, i, candidate, j) ? 0 : 1;
        edits[i][j] =
            Math.min(edits[i - 1][j - 1] + change, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1 && j > 1 && same(name, i, candidate, j - 1) && same(name, i - 1, candidate, j)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[name.length()][candidate.length()];
  }

  private static boolean same(String left, int i, String right, int j) {
    return Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
  }
}
