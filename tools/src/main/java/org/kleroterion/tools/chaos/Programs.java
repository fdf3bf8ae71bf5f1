package org.kleroterion.tools.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kleroterion.RunningService;

/** Starts other programs on this machine and sends signals to them. */
final class Programs {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private Programs() {}

  /** Starts a program. It is killed when the tests end, at the latest. */
  static Process start(Path output, List<String> command) throws IOException {
    ProcessBuilder builder = RunningService.process(output, command);
    // Appends, because a program may be started several times.
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** Runs a program and waits for its end. Fails unless it succeeds. */
  static void run(List<String> command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("failed: " + String.join(" ", command));
    }
  }

  /** Sends a signal to all processes at once. Ignores processes that have ended. */
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

  /** The command to run as PostgreSQL's user, because PostgreSQL refuses root. */
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

  /** A new directory that PostgreSQL's user owns, in a place that this user can access. */
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

  /** A program of the newest PostgreSQL from Debian; for an empty name, the programs' directory. */
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
