package org.kleroterion.trial.protocol;

import java.time.ZoneId;
import org.kleroterion.trial.protocol.file.Code;

/** A place that enrols subjects. Its time zone defines the days there. */
public record Site(String code, String name, ZoneId timeZone) {
  public Site {
    Code.require(code);
  }
}
