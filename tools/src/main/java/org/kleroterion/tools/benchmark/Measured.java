package org.kleroterion.tools.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of some seconds of load.
 *
 * @param latencies of all answers, in nanoseconds, sorted
 * @param service processor time of the service
 * @param database processor time of the database server
 * @param client processor time of the client, which runs on the same machine
 */
record Measured(
    Duration time, List<Long> latencies, Duration service, Duration database, Duration client) {

  Measured {
    latencies = latencies.stream().sorted().toList();
  }

  static final Measured NOTHING =
      new Measured(Duration.ZERO, List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** Both results together, as if they had been measured one after the other. */
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

  /** A percentile of the latencies, in milliseconds. */
  double percentile(int percent) {
    return Figures.percentile(latencies, percent);
  }

  /** The share of one processor, in percent. */
  double share(Duration processor) {
    return 100 * seconds(processor) / seconds(time);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
