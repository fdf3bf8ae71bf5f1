package org.kleroterion.delivery;

/** Sends the deliveries of one gateway to its destinations. Each implementation is a CDI bean. */
public interface Sender {
  /** Whether this sender delivers to the destination. A delivery without a sender waits. */
  boolean serves(String trial, String destination);

  /**
   * Makes one attempt. Runs outside any transaction.
   *
   * <p>Delivery is at least once: an earlier attempt may already have succeeded, so sending the
   * same claimed again must be harmless. Two deliveries of one lane run at the same time only if
   * the first takes longer than its claim lasts.
   *
   * <p>An exception counts as {@link DeliveryResult.Rejected}.
   */
  DeliveryResult deliver(ClaimedDelivery claimed);
}
