package org.kleroterion.trial;

import java.time.Instant;
import java.util.List;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Site;

/**
 * A snapshot of a trial, taken when its export was recorded in the log.
 *
 * @param versions all registered protocol versions, ascending; at least one
 * @param firstPositions for each of the trial's logs, the position of its entry 0; the current log
 *     is the last
 * @param end the position after the entry that records the export
 * @param time the time of the entry that records the export
 */
public record ExportedTrial(
    String code,
    List<Version> versions,
    List<Site> sites,
    List<Long> firstPositions,
    long end,
    Instant time) {

  public ExportedTrial {
    versions = List.copyOf(versions);
    sites = List.copyOf(sites);
    firstPositions = List.copyOf(firstPositions);
  }

  /** A version of the protocol and the time of its registration. */
  public record Version(Protocol protocol, Instant registeredAt) {}

  /** The version in force. */
  public Protocol protocol() {
    return versions.get(versions.size() - 1).protocol();
  }

  /** The number of entries in the current log, including the entry that records the export. */
  public long size() {
    return end - firstPositions.get(firstPositions.size() - 1);
  }

  /** The name of the current log, the last part of its origin: {@code log}, {@code log-2} … */
  public String log() {
    return log(firstPositions.size());
  }

  /**
   * The entry at a position, as text: its index for an entry of the current log, {@code log/7} for
   * an entry of an earlier log.
   */
  public String entry(long position) {
    int number = firstPositions.size();
    while (number > 1 && firstPositions.get(number - 1) > position) {
      number--;
    }
    long index = position - firstPositions.get(number - 1);
    return number == firstPositions.size() ? Long.toString(index) : log(number) + "/" + index;
  }

  private static String log(int number) {
    return number == 1 ? "log" : "log-" + number;
  }
}
