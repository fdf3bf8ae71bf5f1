package org.kleroterion.trial.protocol;

import java.time.ZoneId;

/** A place that enrols; its time zone says what its people call a day. */
public record Site(String code, String name, ZoneId timeZone) {
  public Site {
    Code.require(code);
  }
}
