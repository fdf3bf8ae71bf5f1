package org.kleroterion.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The trace from requirement to tests to result (R22). A requirement without a passing test is
 * open.
 */
final class Trace {
  private Trace() {}

  /**
   * @param results lines of requirement, test and outcome, separated by tabs
   * @param requirements a Markdown table whose rows start with the id, the property and the source
   */
  static void write(Path results, Path requirements, Path trace) throws IOException {
    Map<String, Map<String, Set<String>>> outcomes = new TreeMap<>();
    for (String line : Files.readAllLines(results, StandardCharsets.UTF_8)) {
      String[] cells = line.split("\t");
      outcomes
          .computeIfAbsent(cells[0], id -> new TreeMap<>())
          .computeIfAbsent(cells[1], test -> new TreeSet<>())
          .add(cells[2]);
    }
    List<String> lines = new ArrayList<>();
    lines.add("# Trace: requirement, source, tests, result");
    lines.add("");
    lines.add("| id | property | source | result | tests |");
    lines.add("|---|---|---|---|---|");
    for (String line : Files.readAllLines(requirements, StandardCharsets.UTF_8)) {
      String[] cells = line.split("\\|");
      if (cells.length > 3 && cells[1].strip().matches("R\\d\\d")) {
        lines.add(row(cells, outcomes.getOrDefault(cells[1].strip(), Map.of())));
      }
    }
    Files.write(trace, lines, StandardCharsets.UTF_8);
  }

  private static String row(String[] cells, Map<String, Set<String>> tests) {
    long passed = tests.values().stream().filter(Set.of("passed")::equals).count();
    boolean failed = tests.values().stream().anyMatch(outcome -> outcome.contains("failed"));
    String result = failed ? "FAILED" : passed > 0 ? passed + " passed" : "open";
    return "|"
        + cells[1]
        + "|"
        + cells[2]
        + "|"
        + cells[3]
        + "| "
        + result
        + " | "
        + tests.entrySet().stream()
            .map(test -> test.getKey() + " (" + String.join(", ", test.getValue()) + ")")
            .collect(Collectors.joining("; "))
        + " |";
  }
}
