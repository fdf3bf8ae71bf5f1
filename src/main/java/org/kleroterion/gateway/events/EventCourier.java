package org.kleroterion.gateway.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
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
      return unavailable(failed.why(), Optional.empty());
    } catch (Refusal refusal) {
      // A log that is broken, or a database that is gone: nothing that the endpoint could mend.
      return unavailable(refusal.detail(), Optional.empty());
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

  private Outcome outcome(Answer answer) {
    String answered = "It answered " + answer.status() + ".";
    return switch (answer.status() / 100) {
      case 2 -> new Outcome.Delivered();
      default ->
          switch (answer.status()) {
            case 410 -> new Outcome.Gone(answered);
            // About this event. Everything else would be said of any other event too.
            case 400, 409, 413, 422 -> new Outcome.Refused(answered);
            default -> unavailable(answered, retryAfter(answer));
          };
    };
  }

  private static Outcome unavailable(String why, Optional<Duration> alone) {
    return new Outcome.Unavailable(why, alone);
  }

  /** RFC 9110 §10.2.3: seconds, or a date. */
  private Optional<Duration> retryAfter(Answer answer) {
    return answer
        .header("Retry-After")
        .flatMap(
            text -> {
              if (text.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
              }
              try {
                ZonedDateTime until =
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                return Optional.of(Duration.between(clock.instant(), until.toInstant()));
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }
}
