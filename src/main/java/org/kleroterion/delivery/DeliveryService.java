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

/** Hands deliveries out, and takes note of what became of them. */
@ApplicationScoped
class DeliveryService {
  private static final Logger LOG = Logger.getLogger(DeliveryService.class);

  /** How many go at once to one destination that takes what it is brought. */
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

  /** The destinations that have to get something. */
  List<Backlog> backlogs() {
    return transactions.run(() -> deliveries.backlogs());
  }

  /**
   * What may be brought now, each for one who brings it before the claim ends. Its commit is a
   * write: none is told of what a lost server alone had.
   */
  List<Parcel> claim(Destination.Key key) {
    return transactions.run(
        () -> {
          Instant now = log.now();
          Optional<Destination> destination = destinations.findByIdOptional(key);
          if (destination.filter(one -> one.isPaused(now)).isPresent()) {
            return List.of();
          }
          // One is enough to find out whether somebody is there again.
          int most = destination.filter(one -> one.failures > 0).isPresent() ? 1 : MOST;
          List<Delivery> claimed = deliveries.claimable(key, now, most);
          claimed.forEach(
              delivery -> {
                delivery.claims++;
                delivery.claimedUntil = now.plus(settings.claim());
              });
          return claimed.stream().map(Parcel::of).toList();
        });
  }

  /** An attempt that has ended. */
  record Brought(Parcel parcel, Outcome outcome) {}

  /**
   * Takes note of what became of what was claimed together.
   *
   * @return whether the destination may be brought more
   */
  boolean settle(Destination.Key key, List<Brought> brought) {
    return transactions.run(
        () -> {
          Instant now = log.now();
          brought.forEach(one -> settle(one, now));
          return settle(key, brought.stream().map(Brought::outcome).toList(), now);
        });
  }

  private void settle(Brought brought, Instant now) {
    deliveries
        .lock(brought.parcel().key())
        .filter(delivery -> delivery.claims == brought.parcel().claim())
        .ifPresent(
            delivery -> {
              delivery.claimedUntil = null;
              if (brought.outcome() instanceof Outcome.Delivered) {
                deliveries.delete(delivery);
              } else if (brought.outcome() instanceof Outcome.Refused refused) {
                refused(delivery, refused.why(), now);
              }
            });
  }

  private void refused(Delivery delivery, String why, Instant now) {
    delivery.refusals++;
    delivery.problem = shortened(why);
    delivery.dueAt = now.plus(pause(delivery.refusals));
    delivery.dead = delivery.refusals >= settings.tries();
    LOG.warnf(
        "%s does not take delivery %d of %s: %s%s",
        delivery.destination,
        delivery.number,
        delivery.trial,
        why,
        delivery.dead ? " It is dead now, and waits for a manager to replay or discard it." : "");
  }

  private boolean settle(Destination.Key key, List<Outcome> outcomes, Instant now) {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Gone gone) {
        hold(destinations.lockOrMake(key), gone.why());
        return false;
      }
      if (outcome instanceof Outcome.Unavailable unavailable) {
        pause(destinations.lockOrMake(key), unavailable, now);
        return false;
      }
    }
    if (!outcomes.isEmpty()) {
      destinations.lock(key).filter(one -> one.failures > 0).ifPresent(this::back);
    }
    return true;
  }

  private void hold(Destination destination, String why) {
    destination.held = true;
    destination.problem = shortened(why);
    LOG.errorf(
        "Nothing more goes to %s of %s until a manager resumes it: %s",
        destination.name, destination.trial, why);
  }

  private void pause(Destination destination, Outcome.Unavailable unavailable, Instant now) {
    destination.failures++;
    Duration own = pause(destination.failures);
    // A day is longer than anybody who is well asks for.
    Duration asked =
        unavailable.alone().map(alone -> shorter(alone, Duration.ofDays(1))).orElse(own);
    destination.pausedUntil = now.plus(own.compareTo(asked) < 0 ? asked : own);
    destination.problem = shortened(unavailable.why());
    LOG.warnf(
        "%s of %s is left alone until %s: %s",
        destination.name, destination.trial, destination.pausedUntil, unavailable.why());
  }

  private void back(Destination destination) {
    LOG.infof(
        "%s of %s is there again, after %d attempts in vain",
        destination.name, destination.trial, destination.failures);
    destination.failures = 0;
    destination.pausedUntil = null;
  }

  /** Twice as long each time, up to the longest. */
  private Duration pause(int times) {
    Duration pause = settings.pause().multipliedBy(1L << Math.min(times - 1, 20));
    return shorter(pause, settings.longestPause());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String shortened(String why) {
    return why.length() <= 500 ? why : why.substring(0, 500);
  }
}
