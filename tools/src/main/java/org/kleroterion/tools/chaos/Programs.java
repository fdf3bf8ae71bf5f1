package org.kleroterion.tools.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kleroterion.RunningService;

/** Other people's programs on this machine: starts them, and sends them signals. */
final class Programs {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private Programs() {}

  /** Starts what ends with the tests at the latest. */
  static Process start(Path output, List<String> command) throws IOException {
    ProcessBuilder builder = RunningService.process(output, command);
    // Of what is started several times, too.
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** Runs it to its end. */
  static void run(List<String> command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("failed: " + String.join(" ", command));
    }
  }

  /** Sends a signal to all at once; one may have ended by itself. */
  static void signal(String signal, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** The command as PostgreSQL's user: PostgreSQL refuses root. */
  static List<String> asPostgres(List<String> command) {
    if (!ROOT) {
      return command;
    }
    List<String> whole =
        new ArrayList<>(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    whole.addAll(command);
    return whole;
  }

  /** A new directory of PostgreSQL's user, outside of those that only whoever runs this enters. */
  static Path directoryOfPostgres(String name) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("kleroterion-" + name + "-");
    givePostgres(directory);
    return directory;
  }

  static void givePostgres(Path directory) throws IOException, InterruptedException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    if (ROOT) {
      run(List.of("chown", "postgres:postgres", directory.toString()));
    }
  }

  /** One of the newest PostgreSQL that Debian has put here; empty: where they are. */
  static Path ofPostgres(String program) throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .max((one, other) -> number(one) - number(other))
          .orElseThrow()
          .resolve("bin")
          .resolve(program);
    }
  }

  private static int number(Path version) {
    return Integer.parseInt(version.getFileName().toString());
  }
}
