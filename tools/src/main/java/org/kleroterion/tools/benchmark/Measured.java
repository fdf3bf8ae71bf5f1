package org.kleroterion.tools.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of some seconds of load.
 *
 * @param latencies of every answer, in nanoseconds, sorted
 * @param service processor time of the service
 * @param database processor time of the database server
 * @param client processor time of what made the load, beside them on the same machine
 */
record Measured(
    Duration time, List<Long> latencies, Duration service, Duration database, Duration client) {

  Measured {
    latencies = latencies.stream().sorted().toList();
  }

  static final Measured NOTHING =
      new Measured(Duration.ZERO, List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** Both, as if one had come after the other. */
  Measured plus(Measured more) {
    List<Long> all = new ArrayList<>(latencies);
    all.addAll(more.latencies);
    return new Measured(
        time.plus(more.time),
        all,
        service.plus(more.service),
        database.plus(more.database),
        client.plus(more.client));
  }

  double perSecond() {
    return latencies.size() / seconds(time);
  }

  /** In milliseconds. */
  double percentile(int percent) {
    return Figures.percentile(latencies, percent);
  }

  /** How much of one processor, in percent. */
  double share(Duration processor) {
    return 100 * seconds(processor) / seconds(time);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
