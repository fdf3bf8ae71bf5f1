package org.kleroterion.delivery;

import java.time.Duration;
import java.util.Optional;

/** The result of an attempt. Reasons are for people and hold no arm, value or secret. */
public sealed interface DeliveryResult {
  /** The destination accepted it, or there is nothing left to deliver. */
  record Delivered() implements DeliveryResult {}

  /**
   * The destination rejected this delivery; it may accept others. Retried with backoff, and dead
   * after {@code kleroterion.deliveries.tries} rejections.
   *
   * @param why in a sentence
   */
  record Rejected(String why) implements DeliveryResult {}

  /**
   * The destination does not answer, or cannot accept any delivery now. The whole destination is
   * paused for a while. This is not counted as a rejection, so no delivery becomes dead.
   *
   * @param why in a sentence
   * @param retryAfter the pause that the destination asked for, if it named one
   */
  record Unavailable(String why, Optional<Duration> retryAfter) implements DeliveryResult {}

  /**
   * The destination accepts no more deliveries. It is paused until a manager resumes it.
   *
   * @param why in a sentence
   */
  record Gone(String why) implements DeliveryResult {}
}
