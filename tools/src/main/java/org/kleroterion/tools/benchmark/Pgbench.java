package org.kleroterion.tools.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs PostgreSQL's pgbench with a script from {@code tools/src/main/sql}. */
final class Pgbench {
  /**
   * With many more clients, waiting for row locks takes so much time that PostgreSQL cannot keep
   * up.
   */
  private static final int OPEN_LOOP_CLIENTS = 16;

  private static final String SEED = "1";

  private final Path program;
  private final int port;
  private final Path directory;
  private final Supplier<Figures.Processors> processors;
  private int runs;

  /**
   * @param directory for pgbench's logs of the transactions
   */
  Pgbench(Path program, int port, Path directory, Supplier<Figures.Processors> processors) {
    this.program = program;
    this.port = port;
    this.directory = directory;
    this.processors = processors;
  }

  /**
   * A transaction to run.
   *
   * @param script the file with its statements
   * @param assessed the number of assessed subjects of each trial
   */
  record Transaction(Path script, String database, int trials, long assessed) {}

  Measured closed(Transaction transaction, int clients, Duration time)
      throws IOException, InterruptedException {
    return run(transaction, clients, time, List.of());
  }

  /** Transactions are due at random times. Latency counts from the due time. */
  Measured open(Transaction transaction, double perSecond, Duration time)
      throws IOException, InterruptedException {
    return run(
        transaction,
        OPEN_LOOP_CLIENTS,
        time,
        List.of("--rate=" + String.format(Locale.ROOT, "%.1f", perSecond)));
  }

  private Measured run(Transaction transaction, int clients, Duration time, List<String> options)
      throws IOException, InterruptedException {
    Path logs = Files.createTempDirectory(directory, "pgbench");
    Path output = logs.resolve("output");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=kleroterion",
                "--no-vacuum",
                "--protocol=prepared",
                "--random-seed=" + SEED,
                "--client=" + clients,
                "--jobs=" + Math.min(clients, 2),
                "--time=" + Math.max(1, time.toSeconds()),
                "--log",
                "--log-prefix=" + logs.resolve("log"),
                "--define=run=" + ++runs,
                "--define=k=0",
                "--define=trials=" + transaction.trials(),
                "--define=assessed=" + transaction.assessed(),
                "--file=" + transaction.script()));
    command.addAll(options);
    command.add(transaction.database());
    Figures.Processors before = processors.get();
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    Figures.Processors after = processors.get();
    String said = Files.readString(output);
    if (status != 0 || !said.contains("number of failed transactions: 0 ")) {
      throw new IllegalStateException(command + " ended with " + status + ":\n" + said);
    }
    return before.measured(took(said), latencies(logs), after);
  }

  /** The duration without the time for making connections. */
  private static Duration took(String output) {
    double transactions = number(output, "number of transactions actually processed: ");
    return Duration.ofNanos((long) (transactions / number(output, "tps = ") * 1e9));
  }

  private static double number(String output, String name) {
    String line = output.lines().filter(text -> text.startsWith(name)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(name.length()).split("[ /]")[0]);
  }

  /** Each transaction has one line: client, number, microseconds, …. */
  private static List<Long> latencies(Path logs) throws IOException {
    List<Long> latencies = new ArrayList<>();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file :
          files.filter(path -> path.getFileName().toString().startsWith("log.")).toList()) {
        for (String line : Files.readAllLines(file)) {
          latencies.add(Long.parseLong(line.split(" ")[2]) * 1000);
        }
        Files.delete(file);
      }
    }
    return latencies;
  }
}
