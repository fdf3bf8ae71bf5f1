package org.kleroterion.trial;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.protocol.Protocol;

/**
 * The {@code data} members of the log entries that describe a trial and its protocol (docs/log.md).
 * Values are what JSON can hold: maps, lists, strings and numbers.
 */
public final class EntryData {
  private static final String ALGORITHM = "kleroterion/1";

  private EntryData() {}

  /** Describes a protocol version, for an entry that puts this version in force. */
  public static Map<String, Object> version(Protocol protocol) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("version", protocol.version());
    data.put("sha256", protocol.sha256());
    data.put("schedule", Schedule.of(protocol).described());
    return data;
  }

  /**
   * Describes a trial, for the first entry of its log.
   *
   * @param vkey the log's verification key
   */
  public static Map<String, Object> trial(
      Protocol protocol, String commitment, Settings.Mode mode, String vkey) {
    Map<String, Object> data = version(protocol);
    data.put("title", protocol.title());
    data.put("algorithm", ALGORITHM);
    data.put("commitment", commitment);
    data.put("mode", mode.name());
    data.put("vkey", vkey);
    return data;
  }
}
