package org.kleroterion.evaluation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Prints the results: a row for each record, then counts by verdict, then by stratum and arm. */
final class FeedTable {
  private final List<FeedResult> results;

  FeedTable(List<FeedResult> results) {
    this.results = List.copyOf(results);
  }

  void print(PrintStream out) {
    printColumns(out, rows(), 5);
    out.println();
    printColumns(out, verdicts(), 1);
    if (results.stream().anyMatch(result -> result.arm().isPresent())) {
      out.println();
      printColumns(out, strata(), 1);
    }
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SUBJECT", "SITE", "VERDICT", "ARM", "REASON"));
    for (FeedResult result : results) {
      rows.add(
          List.of(
              result.subject(),
              result.site(),
              result.verdict(),
              result.arm().orElse("-"),
              result.reason()));
    }
    return rows;
  }

  private List<List<String>> verdicts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List.of("ELIGIBLE", "INELIGIBLE", "INCOMPLETE").forEach(verdict -> counts.put(verdict, 0));
    results.forEach(result -> counts.merge(result.verdict(), 1, Integer::sum));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("VERDICT", "SUBJECTS"));
    counts.forEach((verdict, count) -> rows.add(List.of(verdict, count.toString())));
    rows.add(List.of("all", String.valueOf(results.size())));
    return rows;
  }

  /** A row for each stratum and a column for each arm, with sums. */
  private List<List<String>> strata() {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    Map<String, Integer> sums = new TreeMap<>();
    for (FeedResult result : results) {
      result
          .arm()
          .ifPresent(
              arm -> {
                String stratum = result.stratum().orElse("-");
                counts.computeIfAbsent(stratum, s -> new TreeMap<>()).merge(arm, 1, Integer::sum);
                sums.merge(arm, 1, Integer::sum);
              });
    }
    Set<String> arms = sums.keySet();
    List<String> heading = new ArrayList<>(List.of("STRATUM"));
    heading.addAll(arms);
    heading.add("all");
    List<List<String>> rows = new ArrayList<>(List.of(heading));
    counts.forEach((stratum, byArm) -> rows.add(stratumRow(stratum, arms, byArm)));
    rows.add(stratumRow("all", arms, sums));
    return rows;
  }

  private static List<String> stratumRow(
      String name, Set<String> arms, Map<String, Integer> byArm) {
    List<String> row = new ArrayList<>(List.of(name));
    arms.forEach(arm -> row.add(String.valueOf(byArm.getOrDefault(arm, 0))));
    row.add(String.valueOf(byArm.values().stream().mapToInt(Integer::intValue).sum()));
    return row;
  }

  /**
   * Prints aligned columns.
   *
   * @param texts the number of columns with text, which come first and are aligned to the left; the
   *     other columns are counts, aligned to the right
   */
  private static void printColumns(PrintStream out, List<List<String>> rows, int texts) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        String padding = " ".repeat(widths[i] - cell.length());
        line.append(i < texts ? cell + padding : padding + cell).append("  ");
      }
      // Text from the service must not control the terminal.
      out.println(line.toString().replaceAll("\\p{Cntrl}", " ").stripTrailing());
    }
  }
}
