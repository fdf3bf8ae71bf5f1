package org.kleroterion.gateway.redcap;

import java.time.Duration;
import java.util.Optional;
import org.kleroterion.delivery.DeliveryResult;

/**
 * REDCap did not answer, or did not return or accept a record. No message has an arm or a value.
 */
final class RedcapFailed extends Exception {
  private final transient DeliveryResult outcome;

  private RedcapFailed(String why, DeliveryResult outcome) {
    super(why, null, false, false);
    this.outcome = outcome;
  }

  /** The cause is this record or the mapping; other records may work. */
  static RedcapFailed rejected(String why) {
    return new RedcapFailed(why, new DeliveryResult.Rejected(why));
  }

  /** Any other record would fail in the same way. */
  static RedcapFailed unavailable(String why, Optional<Duration> retryAfter) {
    return new RedcapFailed(why, new DeliveryResult.Unavailable(why, retryAfter));
  }

  DeliveryResult outcome() {
    return outcome;
  }
}
