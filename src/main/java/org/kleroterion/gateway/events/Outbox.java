package org.kleroterion.gateway.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.kleroterion.delivery.Deliveries;
import org.kleroterion.log.entry.EntryListener;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Logged;

/** Queues the events of an entry for the endpoints that receive them, in its transaction. */
@ApplicationScoped
class Outbox implements EntryListener {
  /**
   * Events in one lane are sent in the order of the log. Each subject has a lane; events about the
   * whole trial share this one. There is no order between lanes.
   */
  private static final String TRIAL_LANE = "";

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
                    .receiving(trial, event)
                    .forEach(
                        endpoint ->
                            deliveries.enqueue(
                                trial,
                                endpoint.destination(),
                                entry.position(),
                                subject.orElse(TRIAL_LANE),
                                event.type(),
                                entry.time())));
  }
}
