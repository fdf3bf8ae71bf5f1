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

/** Figures that the benchmarks print: percentiles, memory, processor time. */
final class Figures {
  private Figures() {}

  /**
   * A percentile in milliseconds; {@code NaN} if the list is empty.
   *
   * @param sorted latencies in nanoseconds, sorted
   */
  static double percentile(List<Long> sorted, int percent) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) ((sorted.size() - 1L) * percent / 100)) / 1e6;
  }

  /**
   * A process's resident memory, or "unknown" if the system does not report it.
   *
   * @param what {@code VmRSS}: current; {@code VmHWM}: the maximum so far
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

  /** Ticks per second. Linux reports processor time in ticks. */
  private static final long TICKS = 100;

  /**
   * Processor time used so far.
   *
   * @param service by the service's process
   * @param database by the database server and all its processes
   * @param client by this process and its children that have ended
   */
  record Processors(Duration service, Duration database, Duration client) {
    /** The measurement from this moment to a later one. */
    Measured measured(Duration time, List<Long> latencies, Processors after) {
      return new Measured(
          time,
          latencies,
          after.service.minus(service),
          after.database.minus(database),
          after.client.minus(client));
    }
  }

  /** Processor time of this process and of its children that have ended. */
  static Duration ownProcessorTime() {
    return ticks(stat(ProcessHandle.current().pid()));
  }

  /** Processor time of a process and its descendants, including those that have ended. */
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

  /** Processor time of a process's threads. Threads whose names differ only in digits are added. */
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

  /** The fields of proc(5)'s stat, from the state on; empty if the process has ended. */
  private static String[] stat(Path file) {
    try {
      String stat = Files.readString(file);
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException ended) {
      return new String[0];
    }
  }

  /** The sum of utime and stime, and of cutime and cstime of children that have ended. */
  private static Duration ticks(String[] stat) {
    long ticks = 0;
    for (int field = 11; field <= 14 && field < stat.length; field++) {
      ticks += Long.parseLong(stat[field]);
    }
    return Duration.ofMillis(ticks * 1000 / TICKS);
  }
}
