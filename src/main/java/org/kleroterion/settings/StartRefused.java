package org.kleroterion.settings;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;

/** The service must not start with these settings; the message lists everything to correct. */
public final class StartRefused extends ConfigurationException {
  public StartRefused(List<String> reasons) {
    super(message(reasons));
  }

  static String message(List<String> reasons) {
    return "Kleroterion cannot start:\n  - " + String.join("\n  - ", reasons);
  }
}
