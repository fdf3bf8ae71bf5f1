package org.kleroterion.tools.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL cluster that Patroni manages: one leader, one synchronous standby and further
 * members; an etcd in which Patroni stores the leader's name; and an HAProxy that forwards to the
 * leader.
 */
final class Cluster implements AutoCloseable {
  private static final String DATABASE = "kleroterion";
  private static final String OWNER = "kleroterion_owner";
  private static final String SERVICE = "kleroterion";
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  private final Path directory;
  private final Process etcd;
  private final List<Member> members = new ArrayList<>();
  private final Process front;
  private final int port = Balancer.freePort();

  /**
   * Starts the cluster and creates the service's database.
   *
   * @param machines number of members, at least 2
   * @param output a directory for the programs' output
   */
  Cluster(int machines, Path output) throws Exception {
    directory = Programs.directoryOfPostgres("cluster");
    int etcdPort = Balancer.freePort();
    int etcdPeers = Balancer.freePort();
    etcd =
        Programs.start(
            output.resolve("etcd.log"),
            Programs.asPostgres(
                List.of(
                    "etcd",
                    "--enable-v2",
                    "--data-dir=" + directory.resolve("etcd"),
                    "--listen-client-urls=http://127.0.0.1:" + etcdPort,
                    "--advertise-client-urls=http://127.0.0.1:" + etcdPort,
                    "--listen-peer-urls=http://127.0.0.1:" + etcdPeers,
                    "--initial-advertise-peer-urls=http://127.0.0.1:" + etcdPeers,
                    "--initial-cluster=default=http://127.0.0.1:" + etcdPeers)));
    for (int i = 1; i <= machines; i++) {
      Path place = directory.resolve("member-" + i);
      Files.createDirectory(place);
      Programs.givePostgres(place);
      members.add(new Member("member-" + i, place, output, etcdPort));
    }
    front = front(output);
    awaitHealthy();
    prepare(leader().orElseThrow()::query);
  }

  private Process front(Path output) throws IOException {
    String servers =
        members.stream()
            .map(
                member ->
                    "  server %s 127.0.0.1:%d check port %d"
                        .formatted(member.name, member.postgres, member.rest))
            .collect(Collectors.joining("\n"));
    Path configuration =
        Files.writeString(
            directory.resolve("haproxy.cfg"),
            """
            defaults
              mode tcp
              timeout connect 4s
              timeout client 30m
              timeout server 30m
              timeout check 5s
            listen leader
              bind 127.0.0.1:%d
              option httpchk OPTIONS /primary
              http-check expect status 200
              default-server inter 3s fastinter 1s fall 3 rise 2 on-marked-down shutdown-sessions
            %s
            """
                .formatted(port, servers));
    return Programs.start(
        output.resolve("front.log"), List.of("haproxy", "-db", "-f", configuration.toString()));
  }

  /** Runs a query in a database as the administrator. */
  interface Administration {
    long query(String database, String query) throws SQLException;
  }

  /** Creates the two users and the empty database. */
  static void prepare(Administration administration) throws SQLException {
    for (String user : List.of(OWNER, SERVICE)) {
      administration.query("postgres", "create role " + user + " login password '" + user + "'");
    }
    administration.query("postgres", "create database " + DATABASE + " owner " + OWNER);
  }

  /** The settings of a service that connects to the leader through HAProxy. */
  Map<String, String> throughFront() {
    return settings("127.0.0.1:" + port);
  }

  /** The settings of a service whose database driver looks for the leader. */
  Map<String, String> throughDriver() {
    return settings(
        members.stream()
            .map(member -> "127.0.0.1:" + member.postgres)
            .collect(Collectors.joining(",")));
  }

  static Map<String, String> settings(String hosts) {
    Map<String, String> settings = new HashMap<>();
    settings.put("KLEROTERION_DATABASE_URL", "jdbc:postgresql://" + hosts + "/" + DATABASE);
    settings.put("KLEROTERION_DATABASE_USERNAME", SERVICE);
    settings.put("KLEROTERION_DATABASE_PASSWORD", SERVICE);
    settings.put("KLEROTERION_DATABASE_OWNER", OWNER);
    settings.put("KLEROTERION_DATABASE_OWNER_PASSWORD", OWNER);
    return settings;
  }

  /** The member that reports to be the leader. A member that is cut off may report it wrongly. */
  Optional<Member> leader() throws InterruptedException {
    return first("primary");
  }

  /** The synchronous standby, whose acknowledgement a commit needs. */
  Optional<Member> synchronous() throws InterruptedException {
    return first("synchronous");
  }

  private Optional<Member> first(String what) throws InterruptedException {
    for (Member member : members) {
      if (member.is(what)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  /** Waits until another member leads. */
  Member awaitOtherThan(Member before) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> leader().filter(member -> member != before).isPresent());
    try {
      return leader().orElseThrow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until there are a leader and a synchronous standby, and all other members replicate. */
  void awaitHealthy() {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(this::isHealthy);
  }

  private boolean isHealthy() throws InterruptedException {
    Optional<Member> leader = leader();
    if (leader.isEmpty() || synchronous().isEmpty()) {
      return false;
    }
    try {
      return leader
              .get()
              .query("postgres", "select count(*) from pg_stat_replication where state='streaming'")
          == members.size() - 1;
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Ends every session of the service, even in the middle of a transaction. */
  static long endSessions(Member leader) throws SQLException {
    return leader.query(
        "postgres",
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename='"
            + SERVICE
            + "'");
  }

  /** Number of entries in the trial's log that this member shows. */
  static long entries(Member member) throws SQLException {
    return member.query(DATABASE, "select sum(size) from log_head");
  }

  /** Switches Patroni's maintenance mode, in which no member takes over by itself. */
  void maintain(boolean maintenance) throws Exception {
    Member leader = leader().orElseThrow();
    leader.ask("PATCH", "/config", "{\"pause\": " + (maintenance ? "true" : "null") + "}");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                leader.ask("GET", "/patroni", "").body().contains("\"pause\": true")
                    == maintenance);
  }

  List<Member> members() {
    return members;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Member member : members) {
      member.close();
    }
    front.destroyForcibly().waitFor();
    etcd.destroyForcibly().waitFor();
    Programs.run(List.of("rm", "-r", directory.toString()));
  }
}
