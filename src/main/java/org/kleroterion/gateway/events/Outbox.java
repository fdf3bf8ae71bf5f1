package org.kleroterion.gateway.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.kleroterion.delivery.Deliveries;
import org.kleroterion.log.EntryListener;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.Logged;

/** Queues an event for each entry that somebody is to be told of, in the entry's transaction. */
@ApplicationScoped
class Outbox implements EntryListener {
  /** What is about no subject keeps its order too. */
  private static final String THE_TRIAL = "";

  private final Endpoints endpoints;
  private final Deliveries deliveries;

  Outbox(Endpoints endpoints, Deliveries deliveries) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
  }

  @Override
  public void appended(String trial, EntryType type, Optional<String> subject, Logged entry) {
    EventType.of(type)
        .ifPresent(
            event ->
                endpoints
                    .hearingOf(trial, event)
                    .forEach(
                        endpoint ->
                            deliveries.put(
                                trial,
                                endpoint.destination(),
                                entry.position(),
                                subject.orElse(THE_TRIAL),
                                event.type(),
                                entry.time())));
  }
}
