package org.kleroterion.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.kleroterion.delivery.DeliveryRepository.Backlog;
import org.kleroterion.delivery.DeliveryService.Brought;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.Rounds;
import org.kleroterion.settings.Settings;

/** Brings what waits, beside the requests; every replica does. */
@ApplicationScoped
class DeliveryRounds {
  private static final Logger LOG = Logger.getLogger(DeliveryRounds.class);

  private final DeliveryService service;
  private final List<Courier> couriers;
  private final Settings.Deliveries settings;

  /** Destinations that somebody of this replica is on the way to. */
  private final Set<Destination.Key> busy = ConcurrentHashMap.newKeySet();

  /** Those for which more came meanwhile. */
  private final Set<Destination.Key> again = ConcurrentHashMap.newKeySet();

  private final ExecutorService ways = Executors.newCachedThreadPool(DeliveryRounds::daemon);
  private Optional<Rounds> rounds = Optional.empty();
  private volatile long waiting;
  private volatile long dead;

  DeliveryRounds(
      DeliveryService service,
      @All List<Courier> couriers,
      Settings settings,
      MeterRegistry meters) {
    this.service = service;
    this.couriers = couriers;
    this.settings = settings.deliveries();
    meters.gauge("kleroterion.deliveries.waiting", this, rounds -> rounds.waiting);
    meters.gauge("kleroterion.deliveries.dead", this, rounds -> rounds.dead);
  }

  void atStart(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
    rounds = Optional.of(Rounds.every(settings.every(), "deliveries", this::round));
  }

  /** What is not settled by then is brought again once its claim has ended. */
  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(Rounds::close);
    ways.shutdownNow();
  }

  /** A round now, and not only at the next turn. */
  void soon() {
    rounds.ifPresent(Rounds::soon);
  }

  /** Whether this service is set up to bring something there. */
  boolean serves(Destination.Key key) {
    return courier(key).isPresent();
  }

  private void round() {
    try {
      List<Backlog> backlogs = service.backlogs();
      waiting = backlogs.stream().mapToLong(Backlog::waiting).sum();
      dead = backlogs.stream().mapToLong(Backlog::dead).sum();
      backlogs.stream()
          .filter(backlog -> backlog.waiting() > 0)
          .map(Backlog::destination)
          .forEach(key -> courier(key).ifPresent(one -> setOut(key, one)));
    } catch (Refusal unavailable) {
      LOG.warnf("Nothing is delivered now: %s", unavailable.detail());
    }
  }

  // Marked before it is tried: whoever is on the way may have looked for the last time already.
  private void setOut(Destination.Key key, Courier courier) {
    again.add(key);
    if (busy.add(key)) {
      again.remove(key);
      ways.execute(() -> go(key, courier));
    }
  }

  private Optional<Courier> courier(Destination.Key key) {
    return couriers.stream().filter(one -> one.serves(key.trial(), key.name())).findFirst();
  }

  private void go(Destination.Key key, Courier courier) {
    try {
      List<Parcel> claimed;
      do {
        claimed = service.claim(key);
      } while (!claimed.isEmpty() && service.settle(key, bring(claimed, courier)));
    } catch (Refusal unavailable) {
      LOG.warnf("Nothing is delivered to %s now: %s", key.name(), unavailable.detail());
    } catch (RuntimeException | ExecutionException fault) {
      LOG.errorf(fault, "Delivering to %s failed", key.name());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      busy.remove(key);
      if (again.remove(key)) {
        soon();
      }
    }
  }

  private List<Brought> bring(List<Parcel> claimed, Courier courier)
      throws InterruptedException, ExecutionException {
    List<Callable<Brought>> attempts = new ArrayList<>();
    claimed.forEach(parcel -> attempts.add(() -> new Brought(parcel, bring(parcel, courier))));
    List<Brought> brought = new ArrayList<>();
    for (Future<Brought> attempt : ways.invokeAll(attempts)) {
      brought.add(attempt.get());
    }
    return brought;
  }

  private static Outcome bring(Parcel parcel, Courier courier) {
    try {
      return courier.bring(parcel);
    } catch (RuntimeException fault) {
      LOG.errorf(fault, "Delivery %d to %s failed", (Object) parcel.number(), parcel.destination());
      return new Outcome.Refused("The service failed at it; its output says how.");
    }
  }

  private static Thread daemon(Runnable way) {
    Thread thread = new Thread(way, "delivery");
    thread.setDaemon(true);
    return thread;
  }
}
