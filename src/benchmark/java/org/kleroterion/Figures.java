package org.kleroterion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the benchmarks print. */
final class Figures {
  private Figures() {}

  /**
   * In milliseconds; not a number if nothing was answered.
   *
   * @param sorted nanoseconds
   */
  static double percentile(List<Long> sorted, int percent) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) ((sorted.size() - 1L) * percent / 100)) / 1e6;
  }

  /**
   * A process's resident memory, where the system tells it.
   *
   * @param what {@code VmRSS}: now; {@code VmHWM}: at most, so far
   */
  static String memory(long pid, String what) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return "unknown";
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(what + ":"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .mapToObj(kilobytes -> kilobytes / 1024 + " MiB")
          .findFirst()
          .orElse("unknown");
    }
  }
}
