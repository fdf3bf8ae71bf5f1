package org.kleroterion;

import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that has no room left refuses, and goes on where it was when there is room again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DiskFullChaos {
  private static final Path OUTPUT = Path.of("target", "disk-full");

  @TempDir Path directory;
  private SmallDisk disk;
  private ServiceUnderLoad service;

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
    disk = new SmallDisk(OUTPUT);
    service =
        new ServiceUnderLoad(
            directory,
            OUTPUT,
            List.of(Cluster.settings(disk.host()), Cluster.settings(disk.host())));
    service.endures(
        "disk full for 20 s",
        () -> {
          disk.fill();
          Awaitility.await().until(this::isRefused);
          for (int i = 0; i < 20; i++) {
            disk.fill();
            Thread.sleep(1_000);
          }
          System.out.println(
              disk.free() ? "PostgreSQL had given up" : "PostgreSQL was there all the time");
        });
  }

  private boolean isRefused() throws Exception {
    disk.fill();
    return !service.clients().refusals().isEmpty();
  }
}
