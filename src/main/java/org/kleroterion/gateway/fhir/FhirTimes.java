package org.kleroterion.gateway.fhir;

import java.time.Instant;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;
import org.kleroterion.wire.Times;

/** Times in the format of the whole service: UTC, with milliseconds. */
public final class FhirTimes {
  private FhirTimes() {}

  public static DateTimeType dateTime(Instant time) {
    return new DateTimeType(Times.text(time));
  }

  static InstantType instant(Instant time) {
    return new InstantType(Times.text(time));
  }
}
