package org.kleroterion.delivery;

/** Brings one gateway's deliveries; a bean. */
public interface Courier {
  /** Whether this service is set up to bring something there. What nobody serves waits. */
  boolean serves(String trial, String destination);

  /**
   * Brings one. It may have been brought before: whoever takes it knows by its number, or does not
   * mind. Never two of a lane at once, unless the one before took longer than a claim lasts.
   * Outside of a transaction; what it throws is a refusal.
   */
  Outcome bring(Parcel parcel);
}
