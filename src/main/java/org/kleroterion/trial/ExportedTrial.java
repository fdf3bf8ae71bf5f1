package org.kleroterion.trial;

import java.time.Instant;
import java.util.List;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Site;

/**
 * A trial as it stood when an export of it was recorded.
 *
 * @param versions of the protocol, all that were registered, in order; at least one
 * @param beginnings the positions of the entries 0 of its logs, the current one last
 * @param end the position behind the entry that records the export
 * @param time of that entry
 */
public record ExportedTrial(
    String code,
    List<Version> versions,
    List<Site> sites,
    List<Long> beginnings,
    long end,
    Instant time) {

  public ExportedTrial {
    versions = List.copyOf(versions);
    sites = List.copyOf(sites);
    beginnings = List.copyOf(beginnings);
  }

  /** A version of the protocol, and since when it is registered. */
  public record Version(Protocol protocol, Instant registeredAt) {}

  /** The version in force. */
  public Protocol protocol() {
    return versions.get(versions.size() - 1).protocol();
  }

  /** How many entries the current log had, the export's included. */
  public long size() {
    return end - beginnings.get(beginnings.size() - 1);
  }

  /** The name of the current log, as it ends its origin: {@code log}, {@code log-2} … */
  public String log() {
    return log(beginnings.size());
  }

  /**
   * Which entry lies at a position: its index, behind the name of its log if that one has ended.
   */
  public String entry(long position) {
    int number = beginnings.size();
    while (number > 1 && beginnings.get(number - 1) > position) {
      number--;
    }
    long index = position - beginnings.get(number - 1);
    return number == beginnings.size() ? Long.toString(index) : log(number) + "/" + index;
  }

  private static String log(int number) {
    return number == 1 ? "log" : "log-" + number;
  }
}
