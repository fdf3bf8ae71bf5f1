package org.kleroterion.gateway.redcap;

import org.kleroterion.delivery.Parcel;

/**
 * That somebody saved a record.
 *
 * @param record its name, a code
 * @param username in REDCap
 */
record Trigger(String record, String username) {
  /** What waits in the queue. */
  String content() {
    return record + " " + username;
  }

  static Trigger of(Parcel parcel) {
    String[] parts = parcel.content().split(" ", 2);
    return new Trigger(parts[0], parts[1]);
  }
}
