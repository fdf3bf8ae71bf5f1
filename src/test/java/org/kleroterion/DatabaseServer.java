package org.kleroterion;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kleroterion.storage.AppendOnly;

/** A database server in a process of its own, for several services at once. */
final class DatabaseServer implements AutoCloseable {
  private static final Pattern RUNNING = Pattern.compile("running at tcp://\\S*:([0-9]+)");

  private final Process process;
  private final String port;

  private DatabaseServer(Process process, String port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it on loopback, with a database below the directory that is made when it is asked for.
   */
  static DatabaseServer start(Path directory, Path output)
      throws IOException, InterruptedException {
    // The triggers are code of the service that the database calls.
    String classpath =
        Stream.of(org.h2.tools.Server.class, AppendOnly.class)
            .map(
                type -> Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            RunningService.java(),
            "-Dh2.bindAddress=127.0.0.1",
            "-cp",
            classpath,
            "org.h2.tools.Server",
            "-tcp",
            "-tcpPort",
            "0",
            "-ifNotExists",
            "-baseDir",
            directory.toString());
    Process process = RunningService.process(output, command).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Matcher running = RUNNING.matcher("");
    while (!running.reset(Files.readString(output)).find()) {
      if (!process.isAlive()) {
        throw new IllegalStateException("no database server:\n" + Files.readString(output));
      }
      Thread.sleep(10);
    }
    return new DatabaseServer(process, running.group(1));
  }

  /** Where the services find it. */
  String url() {
    return "jdbc:h2:tcp://127.0.0.1:"
        + port
        + "/kleroterion;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=5000";
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
