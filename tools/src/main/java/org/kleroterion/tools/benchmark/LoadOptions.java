package org.kleroterion.tools.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@code tools/load} was told.
 *
 * @param port of the PostgreSQL that it has started
 * @param server that one's first process
 * @param measure how long each figure is measured, in as many slices, which take turns
 * @param subjects assessed beforehand for each figure's trials together; 0: enough for 1500 a
 *     second
 * @param fill of the growth's allocations, those that are written in bulk
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
    List<String> java) {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "warm-up", "60",
          "measure", "30",
          "slices", "3",
          "clients", "1,8,16,32",
          "trials", "1,100",
          "subjects", "0",
          "allocations", "1000000",
          "fill", "0",
          "java", "-Xmx256m");

  /**
   * @param arguments pairs of {@code --name value}, the later ones standing over the earlier
   * @throws IllegalArgumentException if one is not known
   */
  static LoadOptions of(List<String> arguments) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i).replaceFirst("^--", "");
      boolean known =
          DEFAULTS.containsKey(name) || List.of("port", "server", "pgbench", "work").contains(name);
      if (!known || i + 1 == arguments.size()) {
        throw new IllegalArgumentException("not an option with its value: " + arguments.get(i));
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
        List.of(values.get("java").split(",")));
  }

  private static List<Integer> numbers(String list) {
    return Stream.of(list.split(",")).map(Integer::valueOf).toList();
  }

  Duration slice() {
    return measure.dividedBy(slices);
  }
}
