package org.kleroterion.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kleroterion.RunningService;
import org.kleroterion.ShippedTrial;

/** A replica's clock may be wrong: no time in the log or in an answer comes from it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClockChaos {
  private static final Path OUTPUT = Path.of("tools", "target", "clock");
  private static final Duration AHEAD = Duration.ofDays(30);
  private static final Pattern TIME =
      Pattern.compile("(?m)^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}");
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  @TempDir Path directory;
  private ServiceUnderLoad service;

  @AfterEach
  void stop() throws Exception {
    if (service != null) {
      service.report();
      service.close();
    }
  }

  @Test
  @Tag("R03")
  @Tag("R08")
  @Tag("R17")
  void a_replica_30_days_ahead_changes_no_time_in_the_log() throws Exception {
    Instant began = Instant.now();
    set(Duration.ZERO);
    service = new ServiceUnderLoad(directory, OUTPUT, List.of(wrong(), Map.of(), Map.of()));
    service.endures(
        "clock of one replica 30 days ahead for 20 s, and back",
        () -> {
          set(AHEAD);
          await(AHEAD);
          long before = service.allocatedBy(0);
          Thread.sleep(20_000);
          assertThat(service.allocatedBy(0)).as("allocated meanwhile").isGreaterThan(before);
          set(Duration.ZERO);
          await(Duration.ZERO);
        });

    Instant last = began.minus(TOLERANCE);
    for (String leaf : ShippedTrial.leaves(service.replica(0))) {
      Instant time = Instant.parse(RunningService.JSON.readTree(leaf).path("time").textValue());
      assertThat(time).as(leaf).isAfterOrEqualTo(last);
      last = time;
    }
    assertThat(last).isBefore(Instant.now().plus(TOLERANCE));
  }

  @Test
  @Tag("R17")
  void a_replica_alone_publishes_again_when_its_clock_is_back() throws Exception {
    set(Duration.ZERO);
    service = new ServiceUnderLoad(directory, OUTPUT, List.of(wrong()));
    service.endures(
        "clock of the only replica 30 days ahead for 5 s, and back",
        () -> {
          set(AHEAD);
          await(AHEAD);
          Thread.sleep(5_000);
          set(Duration.ZERO);
          await(Duration.ZERO);
          long published = published();
          Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> published() > published);
        });
  }

  /** Number of checkpoints in the database. */
  private long published() throws SQLException {
    String url =
        RunningService.environment(directory.resolve("data")).get("KLEROTERION_DATABASE_URL");
    try (Connection connection = DriverManager.getConnection(url, Member.ADMINISTRATOR, "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from log_checkpoint")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Settings for a process whose clock a file controls. Its timeouts follow the real clock. */
  private Map<String, String> wrong() throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("LD_PRELOAD", library().toString());
    settings.put("FAKETIME_TIMESTAMP_FILE", clock().toString());
    settings.put("FAKETIME_NO_CACHE", "1");
    settings.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    // Otherwise Java's timed waits end at once.
    settings.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    settings.put("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true");
    return settings;
  }

  private static Path library() throws IOException {
    try (Stream<Path> files =
        Files.find(
            Path.of("/usr/lib"), 3, (path, any) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private Path clock() {
    return directory.resolve("clock");
  }

  // Replaces the file atomically, because the process reads it all the time.
  private void set(Duration ahead) throws IOException {
    Path next = Files.writeString(directory.resolve("clock.next"), "+" + ahead.toSeconds());
    Files.move(next, clock(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Waits until the replica's own log lines show that its clock is ahead by this time. */
  private void await(Duration ahead) {
    Awaitility.await()
        .until(
            () -> {
              // The replica logs every request.
              service.replica(0).send("auditor", "log/checkpoint");
              Instant its = lastLine(service.replica(0).output());
              Duration difference = Duration.between(Instant.now().plus(ahead), its);
              return difference.abs().compareTo(Duration.ofMinutes(1)) < 0;
            });
  }

  private static Instant lastLine(String output) {
    return TIME.matcher(output)
        .results()
        .reduce((first, second) -> second)
        .map(time -> LocalDateTime.parse(time.group().replace(' ', 'T')))
        .orElseThrow()
        .atZone(ZoneId.systemDefault())
        .toInstant();
  }
}
