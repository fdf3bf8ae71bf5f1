package org.kleroterion.tools.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.awaitility.Awaitility;

/** A PostgreSQL whose data directory is on a small disk of its own. */
final class SmallDisk implements AutoCloseable {
  private static final String MEGABYTES = "160";

  private final Path disk;
  private final Path output;
  private final int port = Balancer.freePort();
  private Process postgres;

  /** Mounts the disk (a tmpfs) and starts PostgreSQL on it. */
  SmallDisk(Path output) throws Exception {
    this.output = output;
    disk = Programs.directoryOfPostgres("disk");
    Programs.run(
        List.of("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", disk.toString()));
    Programs.givePostgres(disk);
    Path password = Files.writeString(disk.resolve("password"), Member.ADMINISTRATOR);
    Programs.givePostgres(disk);
    Programs.run(List.of("chown", "postgres:postgres", password.toString()));
    Programs.run(
        Programs.asPostgres(
            List.of(
                Programs.ofPostgres("initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + Member.ADMINISTRATOR,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--locale=C.UTF-8")));
    postgres = postgres();
    Cluster.prepare(this::query);
  }

  private Path data() {
    return disk.resolve("data");
  }

  private Process postgres() throws IOException {
    Process started =
        Programs.start(
            output.resolve("postgres.log"),
            Programs.asPostgres(
                List.of(
                    Programs.ofPostgres("postgres").toString(),
                    "-D",
                    data().toString(),
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=" + disk,
                    "-c",
                    "log_error_verbosity=terse",
                    "-c",
                    "min_wal_size=32MB",
                    "-c",
                    "max_wal_size=48MB")));
    Awaitility.await().until(() -> !started.isAlive() || answers());
    return started;
  }

  private boolean answers() {
    try {
      return query("postgres", "select 1") == 1;
    } catch (SQLException notYet) {
      return false;
    }
  }

  private long query(String database, String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database,
                Member.ADMINISTRATOR,
                Member.ADMINISTRATOR);
        Statement statement = connection.createStatement()) {
      return statement.execute(query) ? 1 : 0;
    }
  }

  /** Host and port for the service's database URL. */
  String host() {
    return "127.0.0.1:" + port;
  }

  /** Fills the disk. Call it again to take space that became free. */
  void fill() throws IOException {
    byte[] some = new byte[4096];
    try (OutputStream ballast =
        Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        ballast.write(some);
      }
    } catch (IOException full) {
      // The disk is full, as intended.
    }
  }

  private Path ballast() {
    return disk.resolve("ballast");
  }

  /** Starts the next file of the write-ahead log, for which there may be no space. */
  void useUpLog() {
    try {
      query("postgres", "select pg_logical_emit_message(false, '', ''), pg_switch_wal()");
    } catch (SQLException crashed) {
      // PostgreSQL may crash here.
    }
  }

  /** Frees the disk, and starts PostgreSQL again if it has crashed, as a supervisor would. */
  void free() throws IOException {
    Files.delete(ballast());
    if (!postgres.isAlive()) {
      postgres = postgres();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<ProcessHandle> all = postgres.descendants().toList();
    postgres.destroyForcibly().waitFor();
    Programs.signal("KILL", all);
    for (ProcessHandle child : all) {
      child.onExit().join();
    }
    Programs.run(List.of("umount", disk.toString()));
    Files.delete(disk);
  }
}
