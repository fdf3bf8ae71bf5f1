package org.kleroterion.tools.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One member of the database cluster: Patroni and its PostgreSQL. An HAProxy, the member's "network
 * cable", forwards its traffic with the other members and with etcd. The service connects directly.
 */
final class Member implements AutoCloseable {
  /** Patroni's ttl. 20 s is the minimum that Patroni accepts. */
  static final Duration TTL = Duration.ofSeconds(20);

  static final String ADMINISTRATOR = "postgres";

  final String name;
  final int postgres = Balancer.freePort();
  final int rest = Balancer.freePort();
  private final int postgresWithin = Balancer.freePort();
  private final int restWithin = Balancer.freePort();
  private final int etcdWithin = Balancer.freePort();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Path directory;
  private final Path output;
  private Process cable;
  private Process patroni;

  /**
   * Starts the member.
   *
   * @param directory a directory that PostgreSQL's user owns
   * @param etcd etcd's port
   */
  Member(String name, Path directory, Path output, int etcd) throws IOException {
    this.name = name;
    this.directory = directory;
    this.output = output;
    Files.writeString(directory.resolve("patroni.yml"), settings());
    Files.writeString(
        directory.resolve("cable.cfg"),
        """
        defaults
          mode tcp
          timeout connect 2s
          timeout client 1h
          timeout server 1h
        listen postgres
          bind 127.0.0.1:%d
          server postgres 127.0.0.1:%d
        listen patroni
          bind 127.0.0.1:%d
          server patroni 127.0.0.1:%d
        listen etcd
          bind 127.0.0.1:%d
          server etcd 127.0.0.1:%d
        """
            .formatted(postgresWithin, postgres, restWithin, rest, etcdWithin, etcd));
    this.cable = cable();
    this.patroni = patroni();
    // PostgreSQL outlives Patroni, so it would also outlive the tests.
    Runtime.getRuntime().addShutdownHook(new Thread(this::abandon));
  }

  private String settings() throws IOException {
    return """
        scope: kleroterion
        name: %1$s
        restapi: {listen: "127.0.0.1:%2$d", connect_address: "127.0.0.1:%3$d"}
        # Not etcd3: with etcd3, a frozen leader of Patroni 3.0.2 takes the lock from its successor when it wakes up.
        # use_proxies: otherwise Patroni connects to the address that etcd advertises, and bypasses the cable.
        etcd: {hosts: "127.0.0.1:%4$d", use_proxies: true}
        bootstrap:
          dcs:
            ttl: %5$d
            loop_wait: 3
            retry_timeout: 5
            synchronous_mode: true
            synchronous_mode_strict: true
            postgresql:
              use_pg_rewind: true
              parameters:
                log_error_verbosity: terse
                # After this time, a silent standby is disconnected, and another standby replaces it.
                wal_sender_timeout: 10s
                wal_receiver_timeout: 10s
          initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums, {auth: scram-sha-256}]
          pg_hba:
            - host all all 127.0.0.1/32 scram-sha-256
            - host replication standby 127.0.0.1/32 scram-sha-256
        postgresql:
          listen: 127.0.0.1:%6$d
          connect_address: 127.0.0.1:%7$d
          data_dir: %8$s/data
          bin_dir: %9$s
          pgpass: %8$s/pgpass
          authentication:
            superuser: {username: %10$s, password: %10$s}
            replication: {username: standby, password: standby}
            rewind: {username: rewind, password: rewind}
          parameters: {unix_socket_directories: "%8$s"}
        """
        .formatted(
            name,
            rest,
            restWithin,
            etcdWithin,
            TTL.toSeconds(),
            postgres,
            postgresWithin,
            directory,
            Programs.ofPostgres(""),
            ADMINISTRATOR);
  }

  private Process cable() throws IOException {
    return Programs.start(
        output.resolve(name + "-cable.log"),
        List.of("haproxy", "-db", "-f", directory.resolve("cable.cfg").toString()));
  }

  private Process patroni() throws IOException {
    return Programs.start(
        output.resolve(name + ".log"),
        Programs.asPostgres(List.of("patroni", directory.resolve("patroni.yml").toString())));
  }

  /** Whether Patroni answers 200 for this role; false if it does not answer. */
  boolean is(String what) throws InterruptedException {
    try {
      return ask("GET", "/" + what, "").statusCode() == 200;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Sends a request to Patroni's REST API. */
  HttpResponse<String> ask(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rest + path))
            .timeout(Duration.ofSeconds(5))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Runs a query as the administrator, in a new connection. */
  long query(String database, String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres + "/" + database + "?socketTimeout=10",
                ADMINISTRATOR,
                ADMINISTRATOR);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(query)) {
        return statement.getUpdateCount();
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** Kills all processes of the member at the same time, like a power failure. */
  void kill() throws IOException, InterruptedException {
    signal("STOP");
    signal("KILL");
    patroni.waitFor();
    cable.destroyForcibly().waitFor();
  }

  /** Starts the member again after {@link #kill}. */
  void restart() throws IOException {
    cable = cable();
    patroni = patroni();
  }

  /** Suspends all processes of the member until {@link #thaw}. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Cuts the member off: packets are neither answered nor refused. */
  void cutOff() throws IOException, InterruptedException {
    Programs.signal("STOP", List.of(cable.toHandle()));
  }

  /** Connects the member again. Data in the old connections are lost. */
  void reconnect() throws IOException, InterruptedException {
    cable.destroyForcibly().waitFor();
    cable = cable();
  }

  private void signal(String signal) throws IOException, InterruptedException {
    // Twice, because a process may start during the first round.
    for (int round = 0; round < 2; round++) {
      List<ProcessHandle> machine = new ArrayList<>();
      Stream.concat(Stream.of(patroni.toHandle()), postmaster())
          .forEach(
              process -> {
                machine.add(process);
                process.descendants().forEach(machine::add);
              });
      Programs.signal(signal, machine.stream().filter(ProcessHandle::isAlive).distinct().toList());
    }
  }

  // The postmaster is no child of Patroni's and outlives it.
  private Stream<ProcessHandle> postmaster() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("data/postmaster.pid"))) {
      return ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow().strip())).stream();
    } catch (NoSuchFileException notRunning) {
      return Stream.empty();
    }
  }

  private void abandon() {
    try {
      patroni.destroyForcibly();
      postmaster().forEach(ProcessHandle::destroyForcibly);
    } catch (IOException unreadable) {
      // Then no postmaster runs.
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
  }
}
