package org.kleroterion.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
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
import org.kleroterion.delivery.DeliveryService.Attempt;
import org.kleroterion.problem.LimitedLog;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.RepeatedTask;
import org.kleroterion.settings.Settings;

/** Sends the queued deliveries in the background. Runs in every replica. */
@ApplicationScoped
public class DeliveryWorker {
  private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);
  private static final LimitedLog LINES = new LimitedLog(LOG, System::nanoTime);

  private final DeliveryService service;
  private final List<Sender> senders;
  private final Settings.Deliveries settings;

  /** Destinations that a thread of this replica is delivering to. */
  private final Set<Destination.Key> busy = ConcurrentHashMap.newKeySet();

  /** Destinations to check once more when the running thread ends. */
  private final Set<Destination.Key> again = ConcurrentHashMap.newKeySet();

  private final ExecutorService threads = Executors.newCachedThreadPool(DeliveryWorker::daemon);
  private Optional<RepeatedTask> rounds = Optional.empty();
  private volatile long waiting;
  private volatile long dead;

  DeliveryWorker(
      DeliveryService service, @All List<Sender> senders, Settings settings, MeterRegistry meters) {
    this.service = service;
    this.senders = senders;
    this.settings = settings.deliveries();
    Gauge.builder("kleroterion.deliveries.waiting", this, rounds -> rounds.waiting)
        .description("Deliveries to other systems that wait in the queue")
        .register(meters);
    Gauge.builder("kleroterion.deliveries.dead", this, rounds -> rounds.dead)
        .description("Deliveries that were rejected too often and wait for a manager")
        .register(meters);
  }

  public void start() {
    rounds = Optional.of(RepeatedTask.every(settings.every(), "deliveries", this::round));
  }

  /** An attempt that is cut off here is made again after its claim has expired. */
  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(RepeatedTask::close);
    threads.shutdownNow();
  }

  /** Starts a round now instead of at the next interval. */
  void soon() {
    rounds.ifPresent(RepeatedTask::soon);
  }

  /** Whether a sender is set up for the destination. */
  boolean serves(Destination.Key key) {
    return sender(key).isPresent();
  }

  private void round() {
    try {
      List<Backlog> backlogs = service.backlogs();
      waiting = backlogs.stream().mapToLong(Backlog::waiting).sum();
      dead = backlogs.stream().mapToLong(Backlog::dead).sum();
      backlogs.stream()
          .filter(backlog -> backlog.waiting() > 0)
          .map(Backlog::destination)
          .forEach(key -> sender(key).ifPresent(sender -> startDelivery(key, sender)));
    } catch (Refusal unavailable) {
      LINES.log(
          Logger.Level.WARN,
          "queue",
          "Cannot read the queue of deliveries; will retry: " + unavailable.reason());
    }
  }

  // Mark `again` before trying `busy`: the running thread may already have made its last claim,
  // and would otherwise end without seeing the new delivery.
  private void startDelivery(Destination.Key key, Sender sender) {
    again.add(key);
    if (busy.add(key)) {
      again.remove(key);
      threads.execute(() -> deliver(key, sender));
    }
  }

  private Optional<Sender> sender(Destination.Key key) {
    return senders.stream().filter(sender -> sender.serves(key.trial(), key.name())).findFirst();
  }

  private void deliver(Destination.Key key, Sender sender) {
    try {
      List<ClaimedDelivery> claimed;
      do {
        claimed = service.claim(key);
      } while (!claimed.isEmpty() && service.settle(key, attemptAll(claimed, sender)));
    } catch (Refusal unavailable) {
      LINES.log(
          Logger.Level.WARN,
          "delivery",
          "Cannot deliver to " + key.name() + " now; will retry: " + unavailable.reason());
    } catch (RuntimeException | ExecutionException fault) {
      LOG.errorf(fault, "The deliveries to %s stopped because of an error", key.name());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      busy.remove(key);
      if (again.remove(key)) {
        soon();
      }
    }
  }

  private List<Attempt> attemptAll(List<ClaimedDelivery> claimed, Sender sender)
      throws InterruptedException, ExecutionException {
    List<Callable<Attempt>> tasks = new ArrayList<>();
    claimed.forEach(one -> tasks.add(() -> new Attempt(one, attempt(one, sender))));
    List<Attempt> attempts = new ArrayList<>();
    for (Future<Attempt> attempt : threads.invokeAll(tasks)) {
      attempts.add(attempt.get());
    }
    return attempts;
  }

  private static DeliveryResult attempt(ClaimedDelivery claimed, Sender sender) {
    try {
      return sender.deliver(claimed);
    } catch (RuntimeException fault) {
      LOG.errorf(
          fault, "Delivery %d to %s failed", (Object) claimed.number(), claimed.destination());
      return new DeliveryResult.Rejected(
          "The service failed while it delivered this; its output has the error.");
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "delivery");
    thread.setDaemon(true);
    return thread;
  }
}
