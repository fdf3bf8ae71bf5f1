package org.kleroterion.tools.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.kleroterion.RunningService;

/** The packaged service with a number of trials, on the PostgreSQL that tools/load has started. */
final class LoadRig implements AutoCloseable {
  static final String DATABASE = "kleroterion";
  private static final String SHIPPED = "wlrt-obc";

  /** The longest time for a start, which reads every log. */
  private static final Duration PATIENCE = Duration.ofMinutes(60);

  private final LoadOptions options;
  private final LoadDatabase database;
  private final Path data;
  private final List<String> trials;
  private RunningService service;

  /** Starts the service once, so that it registers its trials, and stops it. */
  LoadRig(LoadOptions options, int trials) throws Exception {
    this.options = options;
    this.database = new LoadDatabase(options.port());
    this.data = Files.createTempDirectory(options.work(), "data");
    this.trials =
        trials == 1
            ? List.of(SHIPPED)
            : IntStream.rangeClosed(1, trials).mapToObj(i -> "load-" + i).toList();
    writeProtocols();
    database.create(DATABASE);
    start();
    stop();
  }

  LoadDatabase database() {
    return database;
  }

  Path data() {
    return data;
  }

  /** The trials that the load uses. */
  List<String> trials() {
    return trials;
  }

  /** Writes copies of the shipped trial's protocol under other names. */
  private void writeProtocols() throws IOException {
    Files.createDirectories(protocols());
    String shipped;
    try (InputStream file = LoadRig.class.getResourceAsStream("/protocols/" + SHIPPED + ".yaml")) {
      shipped = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String trial : trials) {
      if (!trial.equals(SHIPPED)) {
        Files.writeString(
            protocols().resolve(trial + ".yaml"),
            shipped.replace("\ntrial: " + SHIPPED + "\n", "\ntrial: " + trial + "\n"));
      }
    }
  }

  private Path protocols() {
    return data.resolve("protocols");
  }

  /** Writes in bulk what the service would have written. The service must be stopped. */
  void fill(List<String> trials, long subjects, boolean allocated) throws Exception {
    database.fill(DATABASE, data, trials, subjects, allocated);
    database.analyze(DATABASE);
  }

  RunningService start(String... more) throws IOException, InterruptedException {
    List<String> java = new ArrayList<>(options.java());
    java.addAll(List.of(more));
    Map<String, String> settings = new HashMap<>(database.settings(DATABASE));
    settings.put("KLEROTERION_PROTOCOLS", protocols().toString());
    service =
        RunningService.evaluate(
            data,
            options.work().resolve("service.log"),
            PATIENCE,
            settings,
            java.toArray(String[]::new));
    return service;
  }

  void stop() throws InterruptedException {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  Load load() throws IOException {
    return new Load(service, this::processors);
  }

  Pgbench pgbench() {
    return new Pgbench(options.pgbench(), options.port(), options.work(), this::processors);
  }

  private Figures.Processors processors() {
    try {
      return new Figures.Processors(
          service == null ? Duration.ZERO : Figures.processorTime(service.pid()),
          Figures.processorTime(options.server()),
          Figures.ownProcessorTime());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
