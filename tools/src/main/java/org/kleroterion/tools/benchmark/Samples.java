package org.kleroterion.tools.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Reads from a flight recording which parts of the service use processor time. */
final class Samples {
  private static final String REST = "other";

  /**
   * A sample counts for the innermost frame with one of these prefixes, not for the JDK's methods.
   */
  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("org.jose4j.", "token: signature and claims");
    PARTS.put("io.smallrye.jwt.", "token: signature and claims");
    PARTS.put("org.bouncycastle.", "checkpoint: Ed25519");
    PARTS.put("org.kleroterion.log.tree.", "log: hashes");
    PARTS.put("org.kleroterion.log.", "log: entry, receipt, guard");
    PARTS.put("org.kleroterion.randomization.", "draw: key stream");
    PARTS.put("org.kleroterion.", "service, elsewhere");
    PARTS.put("org.postgresql.", "PostgreSQL's driver");
    PARTS.put("org.hibernate.", "Hibernate");
    PARTS.put("io.agroal.", "connection pool");
    PARTS.put("com.arjuna.", "transaction manager");
    PARTS.put("io.quarkus.narayana.", "transaction manager");
    PARTS.put("com.fasterxml.jackson.", "JSON");
    PARTS.put("io.micrometer.", "metrics");
    PARTS.put("io.netty.", "HTTP: Netty and Vert.x");
    PARTS.put("io.vertx.", "HTTP: Netty and Vert.x");
    PARTS.put("org.jboss.resteasy.", "HTTP: REST layer");
    PARTS.put("io.quarkus.resteasy.", "HTTP: REST layer");
    PARTS.put("io.quarkus.arc.", "CDI");
    PARTS.put("io.quarkus.", "Quarkus, elsewhere");
  }

  private Samples() {}

  /**
   * A Markdown table of the samples between two moments: part, share of the samples, most frequent
   * methods.
   */
  static String table(Path recording, Instant from, Instant to) throws IOException {
    Map<String, Map<String, Integer>> parts = new HashMap<>();
    int samples = 0;
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        String type = event.getEventType().getName();
        boolean meanwhile = event.getStartTime().isAfter(from) && event.getStartTime().isBefore(to);
        if (!type.equals("jdk.ExecutionSample") || !meanwhile || event.getStackTrace() == null) {
          continue;
        }
        samples++;
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        parts
            .computeIfAbsent(part(frames), part -> new HashMap<>())
            .merge(method(frames.get(0)), 1, Integer::sum);
      }
    }
    StringBuilder table =
        new StringBuilder("| part | share of samples | innermost methods |\n|---|---:|---|\n");
    int all = samples;
    parts.entrySet().stream()
        .sorted((one, other) -> sum(other.getValue()) - sum(one.getValue()))
        .forEach(
            part ->
                table.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %.1f%% | %s |%n",
                        part.getKey(),
                        100.0 * sum(part.getValue()) / all,
                        most(part.getValue(), all))));
    return table.toString();
  }

  private static String part(List<RecordedFrame> frames) {
    for (RecordedFrame frame : frames) {
      String type = frame.getMethod().getType().getName();
      for (Map.Entry<String, String> part : PARTS.entrySet()) {
        if (type.startsWith(part.getKey())) {
          return part.getValue();
        }
      }
    }
    return REST;
  }

  private static String method(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  private static int sum(Map<String, Integer> methods) {
    return methods.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static String most(Map<String, Integer> methods, int all) {
    return methods.entrySet().stream()
        .sorted((one, other) -> other.getValue() - one.getValue())
        .limit(4)
        .map(
            method ->
                String.format(
                    Locale.ROOT, "`%s` %.1f%%", method.getKey(), 100.0 * method.getValue() / all))
        .collect(Collectors.joining(", "));
  }
}
