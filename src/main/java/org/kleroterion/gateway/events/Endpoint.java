package org.kleroterion.gateway.events;

import java.util.Set;
import org.kleroterion.wire.outgoing.Exchange;

/**
 * Who is told.
 *
 * @param destination what the queue calls it, {@code events.edc}
 * @param trials whose events it gets; {@code *} is all
 * @param types of the events that it gets
 * @param arm whether an allocation's event says the arm
 */
record Endpoint(
    String destination,
    Exchange exchange,
    Secrets secrets,
    Set<String> trials,
    Set<EventType> types,
    boolean arm) {

  private static final String EVERY = "*";

  boolean hearsOf(String trial) {
    return trials.contains(EVERY) || trials.contains(trial);
  }

  boolean hearsOf(String trial, EventType type) {
    return hearsOf(trial) && types.contains(type);
  }
}
