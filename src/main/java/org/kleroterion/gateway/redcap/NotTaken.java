package org.kleroterion.gateway.redcap;

import java.time.Duration;
import java.util.Optional;
import org.kleroterion.delivery.Outcome;

/** REDCap did not give or take a record. The messages hold no arm, value or secret. */
final class NotTaken extends Exception {
  private final transient Outcome outcome;

  private NotTaken(String why, Outcome outcome) {
    super(why, null, false, false);
    this.outcome = outcome;
  }

  /** It is about this record, or the mapping. */
  static NotTaken refused(String why) {
    return new NotTaken(why, new Outcome.Refused(why));
  }

  /** It would be so with any record. */
  static NotTaken unavailable(String why, Optional<Duration> alone) {
    return new NotTaken(why, new Outcome.Unavailable(why, alone));
  }

  Outcome outcome() {
    return outcome;
  }
}
