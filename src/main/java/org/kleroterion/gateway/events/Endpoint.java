package org.kleroterion.gateway.events;

import java.util.Set;
import org.kleroterion.wire.outgoing.Exchange;

/**
 * A system that receives events.
 *
 * @param destination its name in the queue, such as {@code events.edc}
 * @param trials the codes of the trials whose events it receives; {@code *} is all
 * @param types the types of events that it receives
 * @param arm whether the event of an allocation contains the arm
 */
record Endpoint(
    String destination,
    Exchange exchange,
    Secrets secrets,
    Set<String> trials,
    Set<EventType> types,
    boolean arm) {

  private static final String EVERY = "*";

  boolean receives(String trial) {
    return trials.contains(EVERY) || trials.contains(trial);
  }

  boolean receives(String trial, EventType type) {
    return receives(trial) && types.contains(type);
  }
}
