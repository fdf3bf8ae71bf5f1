package org.kleroterion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How a command ended that ends by itself. */
record Finished(int exit, String output) {
  static Finished of(Path output, List<String> command) throws IOException, InterruptedException {
    return of(output, Map.of(), command);
  }

  /**
   * Runs it to its end.
   *
   * @param environment beside what the tests run with
   * @throws IllegalStateException if it does not end within a minute
   */
  static Finished of(Path output, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = RunningService.process(output, command);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("still running: " + Files.readString(output));
      }
      return new Finished(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }
}
