package org.kleroterion.gateway.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.delivery.Courier;
import org.kleroterion.delivery.Outcome;
import org.kleroterion.delivery.Parcel;
import org.kleroterion.log.Logged;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.outgoing.Answer;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/** Posts events to whom they are for. */
@ApplicationScoped
class EventCourier implements Courier {
  private final Endpoints endpoints;
  private final EventWriter writer;
  private final TrialLog log;
  private final Transactions transactions;
  private final InstantSource clock;

  EventCourier(
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
  public Outcome bring(Parcel parcel) {
    Endpoint endpoint = endpoints.at(parcel.trial(), parcel.destination()).orElseThrow();
    try {
      Logged entry = transactions.run(() -> log.at(parcel.trial(), parcel.number()));
      byte[] body = writer.write(parcel.trial(), entry, endpoint.arm());
      return outcome(post(endpoint, entry.hash(), body));
    } catch (ExchangeFailed failed) {
      return new Outcome.Unavailable(failed.why(), Optional.empty());
    } catch (Refusal refusal) {
      // A log that is broken, or a database that is gone: nothing that the endpoint could mend.
      return new Outcome.Unavailable(refusal.detail(), Optional.empty());
    }
  }

  private Answer post(Endpoint endpoint, String id, byte[] body) throws ExchangeFailed {
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

  private static Outcome outcome(Answer answer) {
    String answered = "It answered " + answer.status() + ".";
    if (answer.status() / 100 == 2) {
      return new Outcome.Delivered();
    }
    return switch (answer.status()) {
      case 410 -> new Outcome.Gone(answered);
      // About this event. Everything else would be said of any other event too.
      case 400, 409, 413, 422 -> new Outcome.Refused(answered);
      default -> new Outcome.Unavailable(answered, answer.retryAfter());
    };
  }
}
