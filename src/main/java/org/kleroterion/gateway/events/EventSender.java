package org.kleroterion.gateway.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.delivery.ClaimedDelivery;
import org.kleroterion.delivery.DeliveryResult;
import org.kleroterion.delivery.Sender;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.outgoing.ExchangeFailed;
import org.kleroterion.wire.outgoing.RemoteResponse;

/** Posts events to their endpoints. */
@ApplicationScoped
class EventSender implements Sender {
  private final Endpoints endpoints;
  private final EventWriter writer;
  private final TrialLog log;
  private final Transactions transactions;
  private final InstantSource clock;

  EventSender(
      Endpoints endpoints,
      EventWriter writer,
      TrialLog log,
      Transactions transactions,
      InstantSource clock) {
    this.endpoints = endpoints;
    this.writer = writer;
    this.log = log;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public boolean serves(String trial, String destination) {
    return endpoints.at(trial, destination).isPresent();
  }

  @Override
  public DeliveryResult deliver(ClaimedDelivery claimed) {
    Endpoint endpoint = endpoints.at(claimed.trial(), claimed.destination()).orElseThrow();
    try {
      Logged entry = transactions.run(() -> log.at(claimed.trial(), claimed.number()));
      byte[] body = writer.write(claimed.trial(), entry, endpoint.arm());
      return outcome(post(endpoint, entry.hash(), body));
    } catch (ExchangeFailed failed) {
      return new DeliveryResult.Unavailable(failed.why(), Optional.empty());
    } catch (Refusal refusal) {
      // The log is broken or the database is down: the endpoint did nothing wrong.
      return new DeliveryResult.Unavailable(refusal.reason(), Optional.empty());
    }
  }

  private RemoteResponse post(Endpoint endpoint, String id, byte[] body) throws ExchangeFailed {
    long now = clock.instant().getEpochSecond();
    return endpoint
        .exchange()
        .post(
            EventWriter.CONTENT_TYPE,
            body,
            Map.of(
                "webhook-id", id,
                "webhook-timestamp", Long.toString(now),
                "webhook-signature", endpoint.secrets().sign(id, now, body)));
  }

  private static DeliveryResult outcome(RemoteResponse answer) {
    String answered = "The endpoint answered " + answer.status() + ".";
    if (answer.status() / 100 == 2) {
      return new DeliveryResult.Delivered();
    }
    return switch (answer.status()) {
      case 410 -> new DeliveryResult.Gone(answered);
      // These statuses are about this event. Any other status is about the endpoint.
      case 400, 409, 413, 422 -> new DeliveryResult.Rejected(answered);
      default -> new DeliveryResult.Unavailable(answered, answer.retryAfter());
    };
  }
}
