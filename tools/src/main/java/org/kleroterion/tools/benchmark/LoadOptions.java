package org.kleroterion.tools.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options of {@code tools/load}.
 *
 * @param port the port of PostgreSQL
 * @param server the process id of PostgreSQL's postmaster
 * @param measure the time to measure for each figure, divided into {@code slices} that take turns
 * @param subjects number of subjects assessed before, for all trials together; 0: enough for 1500
 *     requests per second
 * @param fill number of the growth's allocations that are written in bulk
 * @param window number of allocations in a row of the growth, for the first and last rows
 * @param answers number of allocations after which memory is measured
 */
record LoadOptions(
    int port,
    long server,
    Path pgbench,
    Path work,
    Duration warmUp,
    Duration measure,
    int slices,
    List<Integer> clients,
    List<Integer> trials,
    long subjects,
    long allocations,
    long fill,
    int window,
    int answers,
    List<String> java) {

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("warm-up", "60"),
          Map.entry("measure", "30"),
          Map.entry("slices", "3"),
          Map.entry("clients", "1,8,16,32"),
          Map.entry("trials", "1,100"),
          Map.entry("subjects", "0"),
          Map.entry("allocations", "1000000"),
          Map.entry("fill", "0"),
          Map.entry("window", "1000"),
          Map.entry("answers", "10000"),
          Map.entry("java", "-Xmx256m"));

  /**
   * Parses the options.
   *
   * @param arguments pairs of {@code --name value}; a later pair replaces an earlier one
   * @throws IllegalArgumentException if an option is unknown or has no value
   */
  static LoadOptions of(List<String> arguments) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i).replaceFirst("^--", "");
      boolean known =
          DEFAULTS.containsKey(name) || List.of("port", "server", "pgbench", "work").contains(name);
      if (!known || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(
            "unknown option, or an option without a value: " + arguments.get(i));
      }
      values.put(name, arguments.get(i + 1));
    }
    return new LoadOptions(
        Integer.parseInt(values.get("port")),
        Long.parseLong(values.get("server")),
        Path.of(values.get("pgbench")),
        Path.of(values.get("work")),
        Duration.ofSeconds(Long.parseLong(values.get("warm-up"))),
        Duration.ofSeconds(Long.parseLong(values.get("measure"))),
        Integer.parseInt(values.get("slices")),
        numbers(values.get("clients")),
        numbers(values.get("trials")),
        Long.parseLong(values.get("subjects")),
        Long.parseLong(values.get("allocations")),
        Long.parseLong(values.get("fill")),
        Integer.parseInt(values.get("window")),
        Integer.parseInt(values.get("answers")),
        List.of(values.get("java").split(",")));
  }

  private static List<Integer> numbers(String list) {
    return Stream.of(list.split(",")).map(Integer::valueOf).toList();
  }

  Duration slice() {
    return measure.dividedBy(slices);
  }
}
