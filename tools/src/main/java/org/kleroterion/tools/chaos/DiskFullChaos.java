package org.kleroterion.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While the database's disk is full, the service refuses. It continues when there is space again.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiskFullChaos {
  private static final Path OUTPUT = Path.of("tools", "target", "disk-full");

  @TempDir Path directory;
  private SmallDisk disk;
  private ServiceUnderLoad service;

  private void start() throws Exception {
    disk = new SmallDisk(OUTPUT);
    service =
        new ServiceUnderLoad(
            directory,
            OUTPUT,
            List.of(Cluster.settings(disk.host()), Cluster.settings(disk.host())));
  }

  @AfterEach
  void stop() throws Exception {
    if (service != null) {
      service.report();
      service.close();
    }
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  @Tag("R02")
  @Tag("R03")
  @Tag("R17")
  void a_full_disk_refuses_and_loses_nothing() throws Exception {
    start();
    service.endures(
        "disk full for 20 s",
        () -> {
          disk.fill();
          Awaitility.await().until(this::isRefused);
          for (int i = 0; i < 20; i++) {
            disk.fill();
            Thread.sleep(1_000);
          }
          disk.free();
        });
  }

  @Test
  @Tag("R02")
  @Tag("R03")
  @Tag("R17")
  void a_server_that_cannot_write_its_log_ahead_goes_down_and_loses_nothing() throws Exception {
    start();
    service.endures(
        "disk full, so that PostgreSQL crashes, for 20 s",
        () -> {
          for (int i = 0; i < 20; i++) {
            disk.fill();
            disk.useUpLog();
            Thread.sleep(1_000);
          }
          disk.free();
        });
    assertThat(Files.readString(OUTPUT.resolve("postgres.log"))).contains("PANIC");
  }

  private boolean isRefused() throws Exception {
    disk.fill();
    return !service.clients().refusals().isEmpty();
  }
}
