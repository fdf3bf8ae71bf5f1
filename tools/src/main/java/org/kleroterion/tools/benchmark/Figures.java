package org.kleroterion.tools.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

  /** Ticks in a second: what Linux counts processor time in, on every machine. */
  private static final long TICKS = 100;

  /**
   * What processors have done so far.
   *
   * @param service for the service's process
   * @param database for the database server and all of its processes
   * @param client for this process and those that it started and that have ended
   */
  record Processors(Duration service, Duration database, Duration client) {
    /** What was measured from this moment to a later one. */
    Measured measured(Duration time, List<Long> latencies, Processors after) {
      return new Measured(
          time,
          latencies,
          after.service.minus(service),
          after.database.minus(database),
          after.client.minus(client));
    }
  }

  /** Of this process, without its children that still run. */
  static Duration ownProcessorTime() {
    return ticks(stat(ProcessHandle.current().pid()));
  }

  /** Of a process and all below it, also of those that have ended. */
  static Duration processorTime(long root) throws IOException {
    Map<Long, String[]> processes = new HashMap<>();
    try (Stream<Path> directories = Files.list(Path.of("/proc"))) {
      directories
          .map(directory -> directory.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .forEach(pid -> processes.put(pid, stat(pid)));
    }
    Set<Long> tree = new HashSet<>(Set.of(root));
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Map.Entry<Long, String[]> process : processes.entrySet()) {
        String[] stat = process.getValue();
        grew |=
            stat.length > 1 && tree.contains(Long.valueOf(stat[1])) && tree.add(process.getKey());
      }
    }
    return tree.stream()
        .map(pid -> ticks(processes.getOrDefault(pid, new String[0])))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Of a process's threads, those together whose names differ in digits alone. */
  static Map<String, Duration> threads(long pid) throws IOException {
    Map<String, Duration> threads = new HashMap<>();
    try (Stream<Path> directories = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path directory : directories.toList()) {
        String name = Files.readString(directory.resolve("comm")).strip().replaceAll("[0-9]+", "#");
        threads.merge(name, ticks(stat(directory.resolve("stat"))), Duration::plus);
      }
    }
    return threads;
  }

  private static String[] stat(long pid) {
    return stat(Path.of("/proc", Long.toString(pid), "stat"));
  }

  /** proc(5)'s stat from the state on; nothing of a process that has ended. */
  private static String[] stat(Path file) {
    try {
      String stat = Files.readString(file);
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException ended) {
      return new String[0];
    }
  }

  /** utime, stime, and cutime, cstime of children that were waited for. */
  private static Duration ticks(String[] stat) {
    long ticks = 0;
    for (int field = 11; field <= 14 && field < stat.length; field++) {
      ticks += Long.parseLong(stat[field]);
    }
    return Duration.ofMillis(ticks * 1000 / TICKS);
  }
}
