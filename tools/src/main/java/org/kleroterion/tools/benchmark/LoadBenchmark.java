package org.kleroterion.tools.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.kleroterion.RunningService;

/**
 * Compares the packaged service with pgbench on the same PostgreSQL. {@code tools/load} starts the
 * server; its help describes the measurements.
 */
public final class LoadBenchmark {
  private static final String PGBENCH = "pgbench";
  private static final int SUBJECTS_PER_SECOND = 1500;
  private static final int USUAL_CLIENTS = 16;
  private static final int WINDOWS = 5;
  private static final int ROW = 100_000;
  private static final int THREADS = 8;

  private final LoadOptions options;

  private LoadBenchmark(LoadOptions options) {
    this.options = options;
  }

  /**
   * @param arguments {@code table}, {@code growth}, {@code start} or {@code profile}, then options
   */
  public static void main(String... arguments) throws Exception {
    List<String> given = List.of(arguments);
    LoadBenchmark benchmark = new LoadBenchmark(LoadOptions.of(given.subList(1, given.size())));
    switch (arguments[0]) {
      case "table" -> benchmark.table();
      case "growth" -> benchmark.growth();
      case "start" -> benchmark.start();
      case "profile" -> benchmark.profile();
      default -> throw new IllegalArgumentException("unknown benchmark: " + arguments[0]);
    }
  }

  /** The loads that take turns. */
  private enum Kind {
    LEAST("pgbench, least"),
    SAME("pgbench, same writes"),
    ASSESSED("service, assessed before"),
    SCREENED("service, with screening");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  // ---- The table ----

  private void table() throws Exception {
    System.out.println(
        """
        | trials | clients | | requests/s | p50 ms | p99 ms | max ms | CPU service | CPU PostgreSQL | CPU client | ÷ least | ÷ same | p99 ÷ least's |
        |---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|""");
    for (int trials : options.trials()) {
      try (LoadRig rig = new LoadRig(options, trials)) {
        table(rig);
      }
    }
  }

  private void table(LoadRig rig) throws Exception {
    Subjects subjects = assessed(rig);
    rig.database().copy(LoadRig.DATABASE, PGBENCH);
    rig.database().analyze(PGBENCH);
    rig.start();
    Turns turns = new Turns(rig, subjects);
    for (Kind kind : Kind.values()) {
      turns.closed(kind, USUAL_CLIENTS, options.warmUp());
    }
    Map<Kind, Double> usual = new EnumMap<>(Kind.class);
    for (int clients : options.clients()) {
      Map<Kind, Measured> measured = inTurn(kind -> turns.closed(kind, clients, options.slice()));
      print(rig, Integer.toString(clients), measured);
      if (clients == USUAL_CLIENTS || usual.isEmpty()) {
        measured.forEach((kind, figures) -> usual.put(kind, figures.perSecond()));
      }
    }
    print(rig, "open, 50%", inTurn(kind -> turns.open(kind, usual.get(kind) / 2, options.slice())));
  }

  private interface Turn {
    Measured take(Kind kind) throws Exception;
  }

  /** Measures the kinds in turn, slice by slice, so that other work on the machine affects all. */
  private Map<Kind, Measured> inTurn(Turn turn) throws Exception {
    Map<Kind, Measured> measured = new EnumMap<>(Kind.class);
    for (int slice = 0; slice < options.slices(); slice++) {
      for (Kind kind : Kind.values()) {
        measured.merge(kind, turn.take(kind), Measured::plus);
      }
    }
    return measured;
  }

  /** Runs each kind of load. */
  private static final class Turns {
    private final Load load;
    private final Subjects subjects;
    private final Pgbench pgbench;
    private final Pgbench.Transaction least;
    private final Pgbench.Transaction same;

    Turns(LoadRig rig, Subjects subjects) throws Exception {
      this.load = rig.load();
      this.subjects = subjects;
      this.pgbench = rig.pgbench();
      this.least = transaction("least.sql", rig, subjects);
      this.same = transaction("same.sql", rig, subjects);
    }

    private static Pgbench.Transaction transaction(String script, LoadRig rig, Subjects subjects) {
      return new Pgbench.Transaction(
          Path.of("tools", "src", "main", "sql", script),
          PGBENCH,
          rig.trials().size(),
          subjects.perTrial());
    }

    Measured closed(Kind kind, int clients, Duration time) throws Exception {
      return switch (kind) {
        case LEAST -> pgbench.closed(least, clients, time);
        case SAME -> pgbench.closed(same, clients, time);
        case ASSESSED -> load.closed(clients, time, subjects::assessed);
        case SCREENED -> load.closed(clients, time, subjects::screened);
      };
    }

    Measured open(Kind kind, double perSecond, Duration time) throws Exception {
      return switch (kind) {
        case LEAST -> pgbench.open(least, perSecond, time);
        case SAME -> pgbench.open(same, perSecond, time);
        case ASSESSED -> load.open(perSecond, time, subjects::assessed);
        case SCREENED -> load.open(perSecond, time, subjects::screened);
      };
    }
  }

  private static void print(LoadRig rig, String clients, Map<Kind, Measured> measured) {
    Measured least = measured.get(Kind.LEAST);
    Measured same = measured.get(Kind.SAME);
    measured.forEach(
        (kind, figures) ->
            System.out.println(
                text(
                    "| %d | %s | %s | %.0f | %.1f | %.1f | %.1f | %.0f%% | %.0f%% | %.0f%% | %.2f | %.2f | %.1f |",
                    rig.trials().size(),
                    clients,
                    kind.label,
                    figures.perSecond(),
                    figures.percentile(50),
                    figures.percentile(99),
                    figures.percentile(100),
                    figures.share(figures.service()),
                    figures.share(figures.database()),
                    figures.share(figures.client()),
                    figures.perSecond() / least.perSecond(),
                    figures.perSecond() / same.perSecond(),
                    figures.percentile(99) / least.percentile(99))));
  }

  private Subjects assessed(LoadRig rig) throws Exception {
    long seconds =
        options
            .warmUp()
            .plus(options.measure().multipliedBy(options.clients().size() + 1L))
            .toSeconds();
    long all = options.subjects() > 0 ? options.subjects() : seconds * SUBJECTS_PER_SECOND;
    long each = all / rig.trials().size() + 1;
    rig.fill(rig.trials(), each, false);
    return new Subjects(rig.trials(), each, 0);
  }

  // ---- One trial that grows ----

  private void growth() throws Exception {
    long last = (long) WINDOWS * options.window();
    long rest = options.allocations() - options.fill() - options.window() - last;
    if (rest < 0) {
      throw new IllegalArgumentException(
          "--allocations must be at least " + (options.window() + last) + " more than --fill");
    }
    try (LoadRig rig = new LoadRig(options, 3)) {
      String grown = rig.trials().get(0);
      long warming = options.warmUp().toSeconds() * SUBJECTS_PER_SECOND;
      Supplier<Subjects.Request> warm = subjects(rig, 1, 2 * warming, 0);
      Supplier<Subjects.Request> young = subjects(rig, 2, last, 0);
      Supplier<Subjects.Request> subjects =
          subjects(rig, 0, options.fill() == 0 ? options.allocations() : options.window(), 0);
      rig.start();
      Load load = rig.load();
      load.closed(USUAL_CLIENTS, options.warmUp(), warm);
      System.out.println(
          "| allocations before | measured | requests/s | p50 ms | p99 ms | max ms |\n|---:|---:|---:|---:|---:|---:|");
      long done = grow("", 0, load.closed(USUAL_CLIENTS, options.window(), subjects));
      if (options.fill() > 0) {
        rig.stop();
        rig.fill(List.of(grown), options.fill(), true);
        done += options.fill();
        subjects = subjects(rig, 0, rest + last, done);
        rig.start();
        load = rig.load();
        load.closed(USUAL_CLIENTS, options.warmUp(), warm);
      }
      for (long left = rest; left > 0; left -= ROW) {
        done = grow("", done, load.closed(USUAL_CLIENTS, Math.min(left, ROW), subjects));
      }
      Measured then = Measured.NOTHING;
      Measured now = Measured.NOTHING;
      for (int window = 0; window < WINDOWS; window++) {
        then = then.plus(load.closed(USUAL_CLIENTS, options.window(), young));
        now = now.plus(load.closed(USUAL_CLIENTS, options.window(), subjects));
      }
      grow(" (another trial, in turn with the last)", 0, then);
      grow("", done, now);
      System.out.println(
          text(
              "%nThe last %d against the first of another trial: requests/s × %.2f, p50 × %.2f, p99 × %.2f",
              last,
              now.perSecond() / then.perSecond(),
              now.percentile(50) / then.percentile(50),
              now.percentile(99) / then.percentile(99)));
    }
  }

  /** Assesses further subjects of one trial, after those that are allocated. */
  private static Supplier<Subjects.Request> subjects(LoadRig rig, int trial, long count, long done)
      throws Exception {
    List<String> one = List.of(rig.trials().get(trial));
    rig.fill(one, count, false);
    return new Subjects(one, done + count, done)::assessed;
  }

  private static long grow(String label, long before, Measured measured) {
    System.out.println(
        text(
            "| %,d%s | %,d | %.0f | %.1f | %.1f | %.1f |",
            before,
            label,
            measured.latencies().size(),
            measured.perSecond(),
            measured.percentile(50),
            measured.percentile(99),
            measured.percentile(100)));
    return before + measured.latencies().size();
  }

  // ---- Start and memory ----

  private void start() throws Exception {
    boolean caches = Runtime.version().feature() >= 25;
    Path cache = options.work().resolve("app.aot");
    if (caches) {
      record(cache);
    }
    System.out.println(
        "| Java | AOT cache | ready after ms | first allocation answered after ms | RSS then | RSS after %,d | maximum RSS |\n|---|---|---:|---:|---:|---:|---:|"
            .formatted(options.answers()));
    for (int round = 0; round < options.slices(); round++) {
      start("no", caches ? "-XX:AOTMode=off" : "-Dno.cache");
      if (caches) {
        // With AOTMode=on, Java refuses to start if it cannot use the cache.
        start("yes", "-XX:AOTCache=" + cache, "-XX:AOTMode=on");
      }
    }
  }

  /** A training run. Java writes its classes, profiles and heap to the cache when it ends. */
  private void record(Path cache) throws Exception {
    try (LoadRig rig = new LoadRig(options, 1)) {
      RunningService service = rig.start("-XX:+UseG1GC", "-XX:AOTCacheOutput=" + cache);
      rig.load().closed(1, 216, new Subjects(rig.trials(), 0, 0)::screened);
      service.close(Duration.ofMinutes(10));
      if (!Files.exists(cache)) {
        throw new IllegalStateException("no AOT cache was made: " + service.output());
      }
    }
  }

  // Each start has tables of its own, because a start reads the whole log.
  private void start(String cached, String... java) throws Exception {
    try (LoadRig rig = new LoadRig(options, 1)) {
      Subjects subjects = new Subjects(rig.trials(), 0, 0);
      long began = System.nanoTime();
      RunningService service = rig.start(java);
      Load load = rig.load();
      load.closed(1, 1, subjects::screened);
      long first = System.nanoTime() - began;
      String then = Figures.memory(service.pid(), "VmRSS");
      load.closed(USUAL_CLIENTS, options.answers(), subjects::screened);
      System.out.println(
          text(
              "| %s | %s | %d | %d | %s | %s | %s |",
              Runtime.version(),
              cached,
              service.startUp().toMillis(),
              first / 1_000_000,
              then,
              Figures.memory(service.pid(), "VmRSS"),
              Figures.memory(service.pid(), "VmHWM")));
    }
  }

  // ---- Where the time goes ----

  private void profile() throws Exception {
    Path recording = options.work().resolve("profile.jfr");
    try (LoadRig rig = new LoadRig(options, options.trials().get(0))) {
      Subjects subjects = assessed(rig);
      RunningService service =
          rig.start(
              "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
      Load load = rig.load();
      load.closed(USUAL_CLIENTS, options.warmUp(), subjects::assessed);
      rig.database().forgetStatements();
      Map<String, Duration> threads = Figures.threads(service.pid());
      Instant from = Instant.now();
      Measured measured = load.closed(USUAL_CLIENTS, options.measure(), subjects::assessed);
      Instant to = Instant.now();
      Figures.threads(service.pid())
          .forEach((name, after) -> threads.merge(name, after, (before, now) -> now.minus(before)));
      String statements = rig.database().statements(LoadRig.DATABASE, measured.latencies().size());
      rig.stop();
      System.out.println(
          text(
              "%d trial(s), %d clients: %.0f requests/s, p50 %.1f ms, p99 %.1f ms; processor time per request: service %.2f ms, PostgreSQL %.2f ms, client %.2f ms%n",
              rig.trials().size(),
              USUAL_CLIENTS,
              measured.perSecond(),
              measured.percentile(50),
              measured.percentile(99),
              each(measured.service(), measured),
              each(measured.database(), measured),
              each(measured.client(), measured)));
      System.out.println(statements);
      System.out.println("| threads | processor time per request, ms |\n|---|---:|");
      threads.entrySet().stream()
          .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
          .limit(THREADS)
          .forEach(
              thread ->
                  System.out.println(
                      text("| %s | %.2f |", thread.getKey(), each(thread.getValue(), measured))));
      System.out.println();
      System.out.println(Samples.table(recording, from, to));
    }
  }

  private static double each(Duration processor, Measured measured) {
    return processor.toNanos() / 1e6 / measured.latencies().size();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
