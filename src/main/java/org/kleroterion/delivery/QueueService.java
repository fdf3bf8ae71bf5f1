package org.kleroterion.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.kleroterion.access.Caller;
import org.kleroterion.delivery.DeliveryRepository.Backlog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Conditions;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Shows the queued deliveries, and lets managers replay, discard, pause and resume them. */
@ApplicationScoped
class QueueService {
  private static final Logger LOG = Logger.getLogger(QueueService.class);

  private final Trials trials;
  private final DeliveryRepository deliveries;
  private final DestinationRepository destinations;
  private final DeliveryWorker rounds;
  private final TrialLog log;
  private final Transactions transactions;

  QueueService(
      Trials trials,
      DeliveryRepository deliveries,
      DestinationRepository destinations,
      DeliveryWorker rounds,
      TrialLog log,
      Transactions transactions) {
    this.trials = trials;
    this.deliveries = deliveries;
    this.destinations = destinations;
    this.rounds = rounds;
    this.log = log;
    this.transactions = transactions;
  }

  /** The queued deliveries of one destination, by number. */
  Page<DeliveryView> page(
      Caller caller,
      String trial,
      String destination,
      Optional<DeliveryState> state,
      PageRequest request) {
    require(caller, trial);
    long last = transactions.run(() -> deliveries.lastNumber(trial, destination));
    return Page.read(
        request,
        page -> {
          Conditions conditions =
              new Conditions()
                  .and("trial = :trial", "trial", trial)
                  .and("destination = :destination", "destination", destination)
                  .and("number > :after", "after", page.afterNumber(-1))
                  .and("number <= :last", "last", last)
                  .andIf("dead = :dead", "dead", state.map(DeliveryState.DEAD::equals));
          int limit = page.limit();
          return transactions.run(
              () ->
                  Page.of(
                      deliveries.page(conditions, limit + 1),
                      limit,
                      delivery -> Long.toString(delivery.number),
                      DeliveryView::of,
                      DeliveryView.COLUMNS));
        });
  }

  /**
   * Sends a dead delivery again: it is due at once, and its rejections are counted from 0. If the
   * delivery is not dead, nothing is changed.
   *
   * @throws DeliveryUnknown if it is not queued: it was delivered or discarded, or never existed
   */
  DeliveryView replay(Caller caller, String trial, String destination, long number) {
    require(caller, trial);
    DeliveryView view =
        transactions.run(
            () -> {
              Delivery delivery = lock(trial, destination, number);
              if (delivery.dead) {
                delivery.replay(log.now());
              }
              return DeliveryView.of(delivery);
            });
    LOG.infof("%s replays delivery %d of trial %s to %s", caller.id(), number, trial, destination);
    rounds.soon();
    return view;
  }

  /**
   * Deletes a dead delivery without sending it.
   *
   * @throws DeliveryUnknown if it is not queued
   * @throws DeliveryUnderWay if it is not dead
   */
  void discard(Caller caller, String trial, String destination, long number) {
    require(caller, trial);
    String lane =
        transactions.run(
            () -> {
              Delivery delivery = lock(trial, destination, number);
              if (!delivery.dead) {
                throw new DeliveryUnderWay();
              }
              deliveries.delete(delivery);
              return delivery.lane;
            });
    LOG.warnf(
        "%s discards delivery %d of trial %s to %s, lane %s",
        caller.id(), number, trial, destination, lane);
    rounds.soon();
  }

  private Delivery lock(String trial, String destination, long number) {
    return deliveries
        .lock(new Delivery.Key(trial, destination, number))
        .orElseThrow(DeliveryUnknown::new);
  }

  /** The destinations with queued deliveries, a pause or past failures, by name. */
  Page<DestinationView> destinations(Caller caller, String trial, PageRequest request) {
    require(caller, trial);
    return Page.within(
        transactions.run(() -> views(trial)),
        request,
        DestinationView::destination,
        DestinationView.COLUMNS);
  }

  private List<DestinationView> views(String trial) {
    Map<String, Backlog> backlogs = new HashMap<>();
    deliveries
        .backlogs(trial)
        .forEach(backlog -> backlogs.put(backlog.destination().name(), backlog));
    Map<String, Optional<Destination>> states = new TreeMap<>();
    backlogs.keySet().forEach(name -> states.put(name, Optional.empty()));
    destinations.of(trial).forEach(state -> states.put(state.name, Optional.of(state)));
    Instant now = log.now();
    List<DestinationView> views = new ArrayList<>();
    states.forEach(
        (name, state) ->
            views.add(
                view(
                    new Destination.Key(trial, name),
                    state,
                    Optional.ofNullable(backlogs.get(name)),
                    now)));
    return views;
  }

  private DestinationView view(
      Destination.Key key, Optional<Destination> state, Optional<Backlog> backlog, Instant now) {
    Optional<Destination> paused = state.filter(known -> known.isPaused(now));
    return new DestinationView(
        key.name(),
        rounds.serves(key),
        backlog.map(Backlog::waiting).orElse(0L),
        backlog.map(Backlog::dead).orElse(0L),
        backlog.map(Backlog::oldest),
        state.map(known -> known.failures).orElse(0),
        state.filter(known -> known.held).isPresent(),
        paused.flatMap(known -> Optional.ofNullable(known.pausedUntil)),
        paused.flatMap(known -> Optional.ofNullable(known.problem)));
  }

  /** Sends nothing to the destination until it is resumed. */
  DestinationView pause(Caller caller, String trial, String destination) {
    return change(
        caller,
        trial,
        destination,
        "pauses",
        state -> {
          state.held = true;
          state.problem = "Paused by " + caller.id() + ".";
        });
  }

  /** Ends any pause, and tries the queued deliveries at once. */
  DestinationView resume(Caller caller, String trial, String destination) {
    return change(caller, trial, destination, "resumes", Destination::resume);
  }

  private DestinationView change(
      Caller caller, String trial, String destination, String verb, Consumer<Destination> change) {
    require(caller, trial);
    Destination.Key key = new Destination.Key(trial, destination);
    DestinationView view =
        transactions.run(
            () -> {
              if (!rounds.serves(key) && view(key).isEmpty()) {
                throw new DestinationUnknown(trial, destination);
              }
              change.accept(destinations.lockOrMake(key));
              return view(key).orElseThrow();
            });
    LOG.infof("%s %s the destination %s of trial %s", caller.id(), verb, destination, trial);
    rounds.soon();
    return view;
  }

  private Optional<DestinationView> view(Destination.Key key) {
    return views(key.trial()).stream()
        .filter(view -> view.destination().equals(key.name()))
        .findFirst();
  }

  private void require(Caller caller, String trial) {
    trials.require(caller, trial);
    caller.requireEverySite();
  }

  /** The queue has no such delivery. */
  static final class DeliveryUnknown extends Refusal {
    DeliveryUnknown() {
      super(
          ProblemType.DELIVERY_UNKNOWN,
          "The queue of this destination has no delivery with this number: it was delivered or"
              + " discarded, or never existed.");
    }
  }

  /** Only a dead delivery can be discarded. */
  static final class DeliveryUnderWay extends Refusal {
    DeliveryUnderWay() {
      super(
          ProblemType.DELIVERY_UNDER_WAY,
          "Only a delivery in the state DEAD can be discarded; this one is retried at its dueAt.");
    }
  }

  /** Neither the settings nor the queue name the destination. */
  static final class DestinationUnknown extends Refusal {
    DestinationUnknown(String trial, String destination) {
      super(
          ProblemType.DESTINATION_UNKNOWN,
          "The settings name no destination '"
              + destination
              + "' for "
              + trial
              + ", and no delivery is queued for it.");
    }
  }
}
