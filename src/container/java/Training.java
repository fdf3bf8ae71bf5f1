import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The training run for the AOT cache. It starts the service as the image does, sends it screening
 * records as on an ordinary day, and stops it. The service's JVM writes the cache when it ends.
 *
 * <p>Usage: {@code java Training APPLICATION WORK RECORDS CACHE}: the application's directory; a
 * directory for temporary files, which for PostgreSQL contains the result of TrainingDatabase; the
 * file of screening records; the cache file to write.
 */
final class Training {
  private static final int ROUNDS = 3;
  private static final long TIMEOUT_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final Path application;
  private final Path work;
  private final Path records;
  private final Path cache;

  private Training(Path application, Path work, Path records, Path cache) {
    this.application = application;
    this.work = work;
    this.records = records;
    this.cache = cache;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    new Training(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            Path.of(arguments[3]))
        .run();
  }

  private void run() throws IOException, InterruptedException {
    Path programs = work.resolve("programs");
    if (!Files.exists(programs)) {
      train(Map.of());
      return;
    }
    int port = freePort();
    Process database = startDatabase(programs, port);
    try {
      awaitPort(port, database);
      train(
          Map.of(
              "KLEROTERION_DATABASE_URL",
              "jdbc:postgresql://127.0.0.1:" + port + "/kleroterion",
              "KLEROTERION_DATABASE_USERNAME",
              "kleroterion",
              "KLEROTERION_DATABASE_PASSWORD",
              "training",
              "KLEROTERION_DATABASE_OWNER",
              "kleroterion_owner",
              "KLEROTERION_DATABASE_OWNER_PASSWORD",
              "training"));
    } finally {
      database.destroy();
      database.waitFor();
    }
  }

  private Process startDatabase(Path programs, int port) throws IOException {
    Path files = work.resolve("database");
    return new ProcessBuilder(
            programs.resolve("bin/postgres").toString(),
            "-D",
            files.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            // /dev/shm is small or absent where images are built.
            "dynamic_shared_memory_type=mmap",
            "-c",
            "fsync=off")
        .inheritIO()
        .start();
  }

  private void train(Map<String, String> settings) throws IOException, InterruptedException {
    int api = freePort();
    int management = freePort();
    List<String> command =
        java(
            "@" + application.resolve("java.options"),
            // All collectors except ZGC can use a cache that was recorded with G1. Without this
            // option, a small build machine would choose another collector.
            "-XX:+UseG1GC",
            "-XX:AOTCacheOutput=" + cache);
    command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString(), "evaluate"));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    Map<String, String> environment = builder.environment();
    environment.putAll(settings);
    environment.put("KLEROTERION_DATA_DIRECTORY", data().toString());
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(api));
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    Process service = builder.start();
    try {
      awaitPort(api, service);
      for (int round = 0; round < ROUNDS; round++) {
        feed(api);
      }
    } finally {
      service.destroy();
    }
    // The JVM writes the cache after the last request, before the process ends. So wait for the
    // end.
    if (!service.waitFor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS) || !Files.exists(cache)) {
      service.destroyForcibly();
      throw new IllegalStateException("the service ended without its AOT cache");
    }
    System.out.println("AOT cache: " + Files.size(cache) + " bytes");
  }

  private void feed(int port) throws IOException, InterruptedException {
    List<String> command = java("-jar", application.resolve("quarkus-run.jar").toString());
    command.addAll(
        List.of(
            "feed",
            "--url",
            "http://127.0.0.1:" + port,
            "--token-file",
            data().resolve("tokens/enroller.jwt").toString(),
            records.toString()));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("the records were not taken: feed ended with " + status);
    }
  }

  private Path data() {
    return work.resolve("data");
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port, Process process) throws InterruptedException {
    long deadline = System.currentTimeMillis() + TIMEOUT_MILLIS;
    while (System.currentTimeMillis() < deadline) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException notYet) {
        if (!process.isAlive()) {
          break;
        }
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("not started: " + process.info().commandLine().orElse("?"));
  }
}
