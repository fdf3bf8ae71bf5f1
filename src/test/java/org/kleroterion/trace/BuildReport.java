package org.kleroterion.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last step of {@code ./mvnw verify}: writes the trace and the seconds of each test class, and
 * prints which tests were skipped and what they need.
 */
public final class BuildReport {
  private static final Pattern SUITE =
      Pattern.compile("<testsuite [^>]* name=\"([^\"]+)\" time=\"([0-9.,]+)\"");

  private BuildReport() {}

  /**
   * Reads what the tests wrote below {@code target} and writes beside it.
   *
   * @param arguments the build's directory
   */
  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    Path results = target.resolve("trace/results.tsv");
    if (!Files.exists(results)) {
      return;
    }
    Trace.write(results, Path.of("docs", "requirements.md"), target.resolve("trace.md"));
    Files.write(target.resolve("test-seconds.txt"), seconds(target));
    List<String> skipped = Files.readAllLines(target.resolve("trace/skipped.txt"));
    if (!skipped.isEmpty()) {
      System.out.println("Skipped tests: " + skipped.size());
      skipped.forEach(line -> System.out.println("  " + line));
    }
  }

  /** A line for each class: its name and its seconds. */
  private static List<String> seconds(Path target) throws IOException {
    TreeMap<String, String> seconds = new TreeMap<>();
    for (String folder : List.of("surefire-reports", "failsafe-reports")) {
      Path reports = target.resolve(folder);
      if (!Files.isDirectory(reports)) {
        continue;
      }
      try (Stream<Path> files = Files.list(reports)) {
        for (Path file :
            files.filter(one -> one.getFileName().toString().startsWith("TEST-")).toList()) {
          Matcher suite = SUITE.matcher(Files.readString(file));
          if (suite.find()) {
            seconds.put(suite.group(1), suite.group(2));
          }
        }
      }
    }
    return seconds.entrySet().stream().map(one -> one.getKey() + " " + one.getValue()).toList();
  }
}
