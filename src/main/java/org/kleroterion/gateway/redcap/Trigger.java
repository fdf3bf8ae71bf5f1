package org.kleroterion.gateway.redcap;

import org.kleroterion.delivery.ClaimedDelivery;

/**
 * REDCap's message that a user saved a record.
 *
 * @param record the record's name, a code
 * @param username the user's name in REDCap
 */
record Trigger(String record, String username) {
  /** The content of the delivery. */
  String content() {
    return record + " " + username;
  }

  /** The trigger that {@link #content} was made from. */
  static Trigger of(ClaimedDelivery claimed) {
    String[] parts = claimed.content().split(" ", 2);
    return new Trigger(parts[0], parts[1]);
  }
}
