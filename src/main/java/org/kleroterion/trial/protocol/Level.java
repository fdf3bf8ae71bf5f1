package org.kleroterion.trial.protocol;

import org.kleroterion.trial.protocol.file.Code;

/** One value of a factor. A screening reaches the level if the rule is true for it. */
public record Level(String code, String label, Rule rule) {
  public Level {
    Code.require(code);
  }
}
