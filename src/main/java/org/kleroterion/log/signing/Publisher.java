package org.kleroterion.log.signing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.kleroterion.log.checkpoint.Anchor;
import org.kleroterion.log.checkpoint.CheckpointTimestampRepository;
import org.kleroterion.log.checkpoint.CosignatureRepository;
import org.kleroterion.log.checkpoint.PublishedCheckpointRepository;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.TreeHead;
import org.kleroterion.log.guard.LogEnded;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteSignature;
import org.kleroterion.log.witness.TimestampClient;
import org.kleroterion.problem.LimitedLog;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.RepeatedTask;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/**
 * Stores the checkpoint of every log in the database at regular intervals, and sends it to the
 * witnesses and the timestamping authority. It has its own threads, so that a slow or unreachable
 * witness does not delay a request.
 */
@ApplicationScoped
public class Publisher {
  private static final Logger LOG = Logger.getLogger(Publisher.class);
  private static final LimitedLog LINES = new LimitedLog(LOG, System::nanoTime);
  private static final String AUTHORITY = "the timestamping authority";

  private final LogHeadRepository heads;
  private final LogProofs proofs;
  private final Anchor anchor;
  private final PublishedCheckpointRepository published;
  private final CosignatureRepository cosignatures;
  private final CheckpointTimestampRepository timestamps;
  private final Witnesses witnesses;
  private final Transactions transactions;
  private final InstantSource clock;
  private final Duration pause;

  /** The witnesses, and the authority, for which the last round failed. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  private final ExecutorService executor = Executors.newCachedThreadPool(Publisher::daemonThread);
  private Optional<RepeatedTask> rounds = Optional.empty();

  Publisher(
      LogHeadRepository heads,
      LogProofs proofs,
      Anchor anchor,
      PublishedCheckpointRepository published,
      CosignatureRepository cosignatures,
      CheckpointTimestampRepository timestamps,
      Witnesses witnesses,
      Transactions transactions,
      InstantSource clock,
      Settings settings,
      MeterRegistry meters) {
    this.heads = heads;
    this.proofs = proofs;
    this.anchor = anchor;
    this.published = published;
    this.cosignatures = cosignatures;
    this.timestamps = timestamps;
    this.witnesses = witnesses;
    this.transactions = transactions;
    this.clock = clock;
    this.pause = settings.log().publishEvery();
    Gauge.builder("kleroterion.witnesses.failing", failing, Set::size)
        .description("Witnesses and timestamp authorities whose last answer was a failure")
        .register(meters);
  }

  /** A checkpoint that is stored in the database. */
  private record Stored(LogId log, long size, Note note) {}

  /** Starts the rounds. */
  public void start() {
    rounds = Optional.of(RepeatedTask.every(pause, "log-publisher", this::publish));
  }

  /** One round. Returns when every witness and the authority have answered or failed. */
  public void publish() {
    List<Stored> stored = storeAll();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Witnesses.Witness witness : witnesses.witnesses()) {
      tasks.add(() -> sendAll(stored, witness));
    }
    witnesses.authority().ifPresent(authority -> tasks.add(() -> timestampAll(stored, authority)));
    try {
      executor.invokeAll(tasks);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stores the last checkpoints: the next start can then detect any change made while it was off.
   */
  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(RepeatedTask::close);
    storeAll();
    executor.shutdownNow();
  }

  private List<Stored> storeAll() {
    List<Stored> stored = new ArrayList<>();
    try {
      List<String> trials = transactions.run(heads::trials);
      anchor.probe(trials);
      for (String trial : trials) {
        store(trial).ifPresent(stored::add);
      }
    } catch (Refusal unavailable) {
      LINES.log(
          Logger.Level.WARN, "database", "Cannot store checkpoints now: " + unavailable.reason());
    }
    return stored;
  }

  private Optional<Stored> store(String trial) {
    try {
      TreeHead head = transactions.run(() -> heads.current(trial)).orElseThrow();
      Note note = proofs.unwitnessed(head);
      transactions.run(
          () -> published.storeIfAbsent(head.log(), head.size(), note, clock.instant()));
      return Optional.of(new Stored(head.log(), head.size(), note));
    } catch (LogGuard.LogBroken | LogEnded nothingIsSigned) {
      // The guard has already logged why the log is broken.
      return Optional.empty();
    } catch (Anchor.AnchorUnwritable reported) {
      // The other trials' checkpoints may be stored.
      return Optional.empty();
    }
  }

  private Void sendAll(List<Stored> stored, Witnesses.Witness witness) {
    boolean failed = false;
    // If the witness refuses one log, go on with the others. If it does not answer, skip them all.
    for (Stored checkpoint : stored) {
      try {
        send(checkpoint, witness);
      } catch (ExchangeFailed refused) {
        failed = true;
        LOG.warn(refused.getMessage());
        if (!refused.answered()) {
          break;
        }
      } catch (RuntimeException fault) {
        failed = true;
        LOG.errorf(
            "The request to the witness %s about %s failed: %s",
            witness.name(), checkpoint.log().origin(), fault);
      }
    }
    recordOutcome(witness.name(), failed);
    return null;
  }

  private void recordOutcome(String name, boolean failed) {
    if (failed) {
      failing.add(name);
    } else {
      failing.remove(name);
    }
  }

  private void send(Stored checkpoint, Witnesses.Witness witness) throws ExchangeFailed {
    LogId log = checkpoint.log();
    if (transactions.run(() -> cosignatures.has(log, checkpoint.size(), witness.name()))) {
      return;
    }
    List<NoteSignature> signatures =
        witness
            .client()
            .cosign(checkpoint.note(), (from, to) -> proofs.consistencyProof(log, from, to));
    OptionalLong cosigned = witness.client().cosigned(log.origin());
    if (signatures.isEmpty() && cosigned.isPresent() && cosigned.getAsLong() > currentSize(log)) {
      LOG.errorf(
          "The witness %s has cosigned %d entries of %s, but the log has fewer now."
              + " Was an old backup of the database restored?",
          witness.name(), cosigned.getAsLong(), log.origin());
    }
    for (NoteSignature signature : signatures) {
      transactions.run(
          () -> cosignatures.storeIfAbsent(log, checkpoint.size(), signature, clock.instant()));
    }
  }

  private long currentSize(LogId log) {
    return transactions.run(() -> heads.current(log.trial())).map(TreeHead::size).orElse(0L);
  }

  private Void timestampAll(List<Stored> stored, TimestampClient authority) {
    boolean failed = true;
    try {
      for (Stored checkpoint : stored) {
        LogId log = checkpoint.log();
        if (!transactions.run(() -> timestamps.has(log, checkpoint.size()))) {
          byte[] response = authority.timestamp(checkpoint.note());
          transactions.run(
              () -> timestamps.storeIfAbsent(log, checkpoint.size(), response, clock.instant()));
        }
      }
      failed = false;
    } catch (ExchangeFailed refused) {
      LOG.warn(refused.getMessage());
    } catch (RuntimeException fault) {
      LOG.errorf("The request to the timestamping authority failed: %s", fault);
    }
    recordOutcome(AUTHORITY, failed);
    return null;
  }

  private static Thread daemonThread(Runnable task) {
    Thread thread = new Thread(task, "log-witness");
    thread.setDaemon(true);
    return thread;
  }
}
