package org.kleroterion.trial;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.protocol.Protocol;

/** A trial and its protocol as the log describes them (docs/log.md), in JSON's terms. */
final class Described {
  private static final String ALGORITHM = "kleroterion/1";

  private Described() {}

  /** What every entry says that puts a version in force. */
  static Map<String, Object> version(Protocol protocol) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("version", protocol.version());
    data.put("sha256", protocol.sha256());
    data.put("schedule", Schedule.of(protocol).described());
    return data;
  }

  /**
   * What the first entry of a log says.
   *
   * @param vkey of the log
   */
  static Map<String, Object> trial(
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
