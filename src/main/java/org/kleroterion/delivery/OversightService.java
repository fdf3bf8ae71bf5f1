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

/** Lets people see what is not delivered, and decide about it. */
@ApplicationScoped
class OversightService {
  private static final Logger LOG = Logger.getLogger(OversightService.class);

  private final Trials trials;
  private final DeliveryRepository deliveries;
  private final DestinationRepository destinations;
  private final DeliveryRounds rounds;
  private final TrialLog log;
  private final Transactions transactions;

  OversightService(
      Trials trials,
      DeliveryRepository deliveries,
      DestinationRepository destinations,
      DeliveryRounds rounds,
      TrialLog log,
      Transactions transactions) {
    this.trials = trials;
    this.deliveries = deliveries;
    this.destinations = destinations;
    this.rounds = rounds;
    this.log = log;
    this.transactions = transactions;
  }

  /** What one of them has not got yet, in the order in which it was put. */
  Page<DeliveryView> page(
      Caller caller,
      String trial,
      String destination,
      Optional<DeliveryState> state,
      PageRequest request) {
    require(caller, trial);
    int limit = request.limit();
    Conditions conditions =
        new Conditions()
            .and("trial = :trial", "trial", trial)
            .and("destination = :destination", "destination", destination)
            .and("number > :after", "after", request.afterNumber(-1))
            .andIf("dead = :dead", "dead", state.map(DeliveryState.DEAD::equals));
    return transactions.run(
        () ->
            Page.of(
                deliveries.page(conditions, limit + 1),
                limit,
                last -> Long.toString(last.number),
                DeliveryView::of,
                DeliveryView.COLUMNS));
  }

  /**
   * Tries one again from the beginning.
   *
   * @throws DeliveryUnknown if it is not there: it was taken, or never put
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
    LOG.infof("%s replays delivery %d of %s to %s", caller.id(), number, trial, destination);
    rounds.soon();
    return view;
  }

  /**
   * Gives one up: nobody gets it.
   *
   * @throws DeliveryUnknown if it is not there
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
        "%s discards delivery %d of %s to %s, about %s",
        caller.id(), number, trial, destination, lane);
    rounds.soon();
  }

  private Delivery lock(String trial, String destination, long number) {
    return deliveries
        .lock(new Delivery.Key(trial, destination, number))
        .orElseThrow(DeliveryUnknown::new);
  }

  /** Those that something waits for, or that something is or was the matter with, by name. */
  List<DestinationView> destinations(Caller caller, String trial) {
    require(caller, trial);
    return transactions.run(() -> views(trial));
  }

  private List<DestinationView> views(String trial) {
    Map<String, Backlog> backlogs = new HashMap<>();
    deliveries.backlogs(trial).forEach(one -> backlogs.put(one.destination().name(), one));
    Map<String, Optional<Destination>> states = new TreeMap<>();
    backlogs.keySet().forEach(name -> states.put(name, Optional.empty()));
    destinations.of(trial).forEach(one -> states.put(one.name, Optional.of(one)));
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
    Optional<Destination> paused = state.filter(one -> one.isPaused(now));
    return new DestinationView(
        key.name(),
        rounds.serves(key),
        backlog.map(Backlog::waiting).orElse(0L),
        backlog.map(Backlog::dead).orElse(0L),
        backlog.map(Backlog::oldest),
        state.map(one -> one.failures).orElse(0),
        state.filter(one -> one.held).isPresent(),
        paused.flatMap(one -> Optional.ofNullable(one.pausedUntil)),
        paused.flatMap(one -> Optional.ofNullable(one.problem)));
  }

  /** Brings nothing there until it is resumed. */
  DestinationView pause(Caller caller, String trial, String destination) {
    return change(
        caller,
        trial,
        destination,
        "pauses",
        one -> {
          one.held = true;
          one.problem = "Paused by " + caller.id() + ".";
        });
  }

  /** Brings again what waits for it, at once. */
  DestinationView resume(Caller caller, String trial, String destination) {
    return change(caller, trial, destination, "resumes", Destination::resume);
  }

  private DestinationView change(
      Caller caller, String trial, String destination, String does, Consumer<Destination> change) {
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
    LOG.infof("%s %s the destination %s of %s", caller.id(), does, destination, trial);
    rounds.soon();
    return view;
  }

  private Optional<DestinationView> view(Destination.Key key) {
    return views(key.trial()).stream()
        .filter(one -> one.destination().equals(key.name()))
        .findFirst();
  }

  private void require(Caller caller, String trial) {
    trials.require(caller, trial);
    caller.requireEverySite();
  }

  /** No such delivery waits. */
  static final class DeliveryUnknown extends Refusal {
    DeliveryUnknown() {
      super(
          ProblemType.DELIVERY_UNKNOWN,
          "No delivery of this destination and number is there: it was taken, discarded, or never put.");
    }
  }

  /** Only what is dead is discarded. */
  static final class DeliveryUnderWay extends Refusal {
    DeliveryUnderWay() {
      super(
          ProblemType.DELIVERY_UNDER_WAY,
          "Only a delivery that is DEAD can be discarded; this one is tried again at its dueAt.");
    }
  }

  /** A destination of which nobody has heard. */
  static final class DestinationUnknown extends Refusal {
    DestinationUnknown(String trial, String destination) {
      super(
          ProblemType.DESTINATION_UNKNOWN,
          "The settings name no '"
              + destination
              + "' for "
              + trial
              + ", and nothing waits for it.");
    }
  }
}
