package org.kleroterion.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.RunningService;

/**
 * Replicas on a database cluster. One member after the other is killed, frozen or cut off. No
 * answer is lost or changed, and the service recovers without an operator.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("R02")
@Tag("R03")
@Tag("R17")
class FailoverChaos {
  private static final int MEMBERS = Integer.getInteger("failover.members", 3);
  private static final int REPLICAS = Integer.getInteger("failover.replicas", 3);
  private static final int KILLS = Integer.getInteger("failover.kills", 5);
  private static final Path OUTPUT = Path.of("tools", "target", "failover");

  @TempDir static Path directory;
  private static Cluster cluster;
  private static ServiceUnderLoad service;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(MEMBERS, OUTPUT);
    // The last replica's driver finds the leader itself. The others connect through HAProxy.
    List<Map<String, String>> settings =
        new ArrayList<>(Collections.nCopies(REPLICAS - 1, cluster.throughFront()));
    settings.add(cluster.throughDriver());
    service = new ServiceUnderLoad(directory, OUTPUT, settings);
  }

  @AfterAll
  static void stop() throws Exception {
    if (service != null) {
      service.report();
      service.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void the_cluster_is_healthy() {
    cluster.awaitHealthy();
  }

  @Test
  void the_leader_is_killed() throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      cluster.awaitHealthy();
      service.endures(
          "leader killed (" + kill + ")",
          () -> {
            Member leader = cluster.leader().orElseThrow();
            leader.kill();
            cluster.awaitOtherThan(leader);
            leader.restart();
            cluster.awaitHealthy();
          });
    }
  }

  @Test
  void the_synchronous_standby_freezes() throws Exception {
    service.endures(
        "synchronous standby frozen for 30 s",
        () -> {
          Member standby = cluster.synchronous().orElseThrow();
          standby.freeze();
          Thread.sleep(30_000);
          standby.thaw();
          cluster.awaitHealthy();
        });
  }

  @Test
  void the_leader_freezes_and_wakes_up_beside_another_one() throws Exception {
    service.endures(
        "leader frozen until another one leads, then woken",
        () -> {
          Member leader = cluster.leader().orElseThrow();
          leader.freeze();
          cluster.awaitOtherThan(leader);
          leader.thaw();
          cluster.awaitHealthy();
          assertThat(cluster.leader().orElseThrow()).isNotSameAs(leader);
        });
  }

  @Test
  void the_leader_is_cut_off_and_entries_that_only_it_has_are_not_acknowledged() throws Exception {
    service.endures(
        "leader cut off from its cluster, not from the service, and its sessions ended",
        () -> {
          Member leader = cluster.leader().orElseThrow();
          Member standby = cluster.synchronous().orElseThrow();
          leader.cutOff();
          // A commit that waits for the standby exists only here. Ending its session ends the wait,
          // and the leader shows it.
          long shown = 0;
          try {
            for (int i = 0; i < 24; i++) {
              Cluster.endSessions(leader);
              shown = Math.max(shown, Cluster.entries(leader));
              Thread.sleep(500);
            }
          } catch (SQLException demoted) {
            // The leader has been demoted.
          }
          assertThat(shown)
              .as("entries that only the leader shows")
              .isGreaterThan(Cluster.entries(standby));
          cluster.awaitOtherThan(leader);
          leader.reconnect();
          cluster.awaitHealthy();
        });
  }

  @Test
  void connections_are_killed_in_mid_commit() throws Exception {
    service.endures(
        "sessions ended for 15 s",
        () -> {
          Member leader = cluster.leader().orElseThrow();
          assertThat(endSessionsWhile(leader, Duration.ofSeconds(15))).isPositive();
        });
  }

  @Test
  void connections_are_killed_while_they_wait_for_a_frozen_standby() throws Exception {
    service.endures(
        "sessions ended for 8 s while the synchronous standby is frozen",
        () -> {
          Member leader = cluster.leader().orElseThrow();
          Member standby = cluster.synchronous().orElseThrow();
          standby.freeze();
          assertThat(endSessionsWhile(leader, Duration.ofSeconds(8))).isPositive();
          standby.thaw();
          cluster.awaitHealthy();
        });
  }

  /** Ends every session of the service twice a second. Returns the number of ended sessions. */
  private static long endSessionsWhile(Member leader, Duration time) throws Exception {
    long ended = 0;
    for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
      ended += Cluster.endSessions(leader);
      Thread.sleep(500);
    }
    return ended;
  }

  @Test
  void the_leader_is_paused_for_30_s_in_maintenance() throws Exception {
    Member leader = cluster.leader().orElseThrow();
    cluster.maintain(true);
    service.endures(
        "PostgreSQL paused for 30 s, no failover",
        () -> {
          leader.freeze();
          long thaw = System.nanoTime() + Duration.ofSeconds(30).toNanos();
          for (RunningService replica : service.replicas()) {
            service.clients().requireUnavailable(replica);
          }
          Thread.sleep(Math.max(0, Duration.ofNanos(thaw - System.nanoTime()).toMillis()));
          leader.thaw();
        });
    cluster.maintain(false);
    assertThat(cluster.leader().orElseThrow()).isSameAs(leader);
  }
}
