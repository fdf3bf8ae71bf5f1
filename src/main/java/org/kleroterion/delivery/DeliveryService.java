package org.kleroterion.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.delivery.DeliveryRepository.Backlog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;

/** Claims deliveries, and records the results of the attempts. */
@ApplicationScoped
class DeliveryService {
  private static final Logger LOG = Logger.getLogger(DeliveryService.class);

  /** Most deliveries claimed at once for one destination. */
  private static final int MOST = 16;

  private final DeliveryRepository deliveries;
  private final DestinationRepository destinations;
  private final TrialLog log;
  private final Transactions transactions;
  private final Settings.Deliveries settings;

  DeliveryService(
      DeliveryRepository deliveries,
      DestinationRepository destinations,
      TrialLog log,
      Transactions transactions,
      Settings settings) {
    this.deliveries = deliveries;
    this.destinations = destinations;
    this.log = log;
    this.transactions = transactions;
    this.settings = settings.deliveries();
  }

  /** The backlog of every destination with deliveries, over all trials. */
  List<Backlog> backlogs() {
    return transactions.run(() -> deliveries.backlogs());
  }

  /**
   * Claims the deliveries that may be sent now. A claim expires after {@code
   * kleroterion.deliveries.claim}; the delivery can then be claimed again.
   *
   * <p>Claiming writes to the database, and that commit must succeed before anything is sent. So no
   * event is sent that only a lost database server had stored.
   */
  List<ClaimedDelivery> claim(Destination.Key key) {
    return transactions.run(
        () -> {
          Instant now = log.now();
          Optional<Destination> destination = destinations.findByIdOptional(key);
          if (destination.filter(known -> known.isPaused(now)).isPresent()) {
            return List.of();
          }
          // After a failure, one delivery is enough to test whether the destination works again.
          boolean failing = destination.filter(known -> known.failures > 0).isPresent();
          int most = failing ? 1 : MOST;
          List<Delivery> claimed = deliveries.claimable(key, now, most);
          claimed.forEach(
              delivery -> {
                delivery.claims++;
                delivery.claimedUntil = now.plus(settings.claim());
              });
          return claimed.stream().map(ClaimedDelivery::of).toList();
        });
  }

  /** A finished attempt and its result. */
  record Attempt(ClaimedDelivery claimed, DeliveryResult result) {}

  /**
   * Records the results of the attempts that were claimed together.
   *
   * @return whether more deliveries may be claimed for the destination now
   */
  boolean settle(Destination.Key key, List<Attempt> attempts) {
    return transactions.run(
        () -> {
          Instant now = log.now();
          attempts.forEach(attempt -> settle(attempt, now));
          return settle(key, attempts.stream().map(Attempt::result).toList(), now);
        });
  }

  private void settle(Attempt attempt, Instant now) {
    deliveries
        .lock(attempt.claimed().key())
        .filter(delivery -> delivery.claims == attempt.claimed().claim())
        .ifPresent(
            delivery -> {
              delivery.claimedUntil = null;
              if (attempt.result() instanceof DeliveryResult.Delivered) {
                deliveries.delete(delivery);
              } else if (attempt.result() instanceof DeliveryResult.Rejected rejected) {
                rejected(delivery, rejected.why(), now);
              }
            });
  }

  private void rejected(Delivery delivery, String why, Instant now) {
    delivery.refusals++;
    delivery.problem = shortened(why);
    delivery.dueAt = now.plus(backoff(delivery.refusals));
    delivery.dead = delivery.refusals >= settings.tries();
    LOG.warnf(
        "%s rejected delivery %d of trial %s: %s%s",
        delivery.destination,
        delivery.number,
        delivery.trial,
        why,
        delivery.dead ? " The delivery is dead now; a manager must replay or discard it." : "");
  }

  private boolean settle(Destination.Key key, List<DeliveryResult> results, Instant now) {
    for (DeliveryResult result : results) {
      if (result instanceof DeliveryResult.Gone gone) {
        hold(destinations.lockOrMake(key), gone.why());
        return false;
      }
      if (result instanceof DeliveryResult.Unavailable unavailable) {
        pause(destinations.lockOrMake(key), unavailable, now);
        return false;
      }
    }
    if (!results.isEmpty()) {
      destinations.lock(key).filter(known -> known.failures > 0).ifPresent(this::recovered);
    }
    return true;
  }

  private void hold(Destination destination, String why) {
    destination.held = true;
    destination.problem = shortened(why);
    LOG.errorf(
        "Deliveries to %s of trial %s are paused until a manager resumes them: %s",
        destination.name, destination.trial, why);
  }

  private void pause(Destination destination, DeliveryResult.Unavailable unavailable, Instant now) {
    destination.failures++;
    Duration backoff = backoff(destination.failures);
    // A faulty Retry-After must not stop the deliveries for longer than a day.
    Duration asked =
        unavailable
            .retryAfter()
            .map(retryAfter -> shorter(retryAfter, Duration.ofDays(1)))
            .orElse(backoff);
    destination.pausedUntil = now.plus(backoff.compareTo(asked) < 0 ? asked : backoff);
    destination.problem = shortened(unavailable.why());
    LOG.warnf(
        "Deliveries to %s of trial %s are paused until %s: %s",
        destination.name, destination.trial, destination.pausedUntil, unavailable.why());
  }

  private void recovered(Destination destination) {
    LOG.infof(
        "Deliveries to %s of trial %s work again, after %d failures",
        destination.name, destination.trial, destination.failures);
    destination.failures = 0;
    destination.pausedUntil = null;
  }

  /** The exponential backoff after this many failures in a row. */
  private Duration backoff(int failures) {
    Duration backoff = settings.pause().multipliedBy(1L << Math.min(failures - 1, 20));
    return shorter(backoff, settings.longestPause());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String shortened(String why) {
    return why.length() <= 500 ? why : why.substring(0, 500);
  }
}
