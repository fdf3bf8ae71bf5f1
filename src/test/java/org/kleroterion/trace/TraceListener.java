package org.kleroterion.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down every test that carries a requirement's id and how it ended, one line each, and then
 * the trace over all runs of the build so far; and every test that was skipped, with the reason.
 */
public class TraceListener implements TestExecutionListener {
  private static final Path RESULTS = Path.of("target", "trace", "results.tsv");
  private static final Path SKIPPED = Path.of("target", "trace", "skipped.txt");

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<String> skipped = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      executionSkipped(test, result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
    } else if (test.isTest()) {
      note(test, result.getStatus() == TestExecutionResult.Status.SUCCESSFUL ? "passed" : "failed");
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    note(test, "skipped");
    skipped.add(name(test) + ": " + reason.lines().findFirst().orElse(""));
  }

  private void note(TestIdentifier test, String outcome) {
    test.getTags().stream()
        .map(tag -> tag.getName())
        .filter(tag -> tag.matches("R\\d\\d"))
        .forEach(tag -> lines.add(tag + "\t" + name(test) + "\t" + outcome));
  }

  // Repetitions and parameters of one method are one test in the trace.
  private static String name(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(MethodSource.class::cast)
        .map(
            source ->
                source.getClassName().substring(source.getClassName().lastIndexOf('.') + 1)
                    + "."
                    + source.getMethodName())
        .orElse(test.getDisplayName());
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    try {
      Files.createDirectories(RESULTS.getParent());
      append(SKIPPED, skipped);
      append(RESULTS, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two processes may do so at once: each write is one call. */
  private static void append(Path file, List<String> more) throws IOException {
    synchronized (more) {
      Files.writeString(
          file,
          more.stream().map(line -> line + "\n").collect(Collectors.joining()),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      more.clear();
    }
  }
}
