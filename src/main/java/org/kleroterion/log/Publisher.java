package org.kleroterion.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
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
import org.kleroterion.log.note.Note;
import org.kleroterion.log.note.NoteSignature;
import org.kleroterion.log.witness.TimestampClient;
import org.kleroterion.problem.Refusal;
import org.kleroterion.settings.Rounds;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;
import org.kleroterion.wire.outgoing.ExchangeFailed;

/**
 * Keeps the logs' checkpoints in the database every few seconds, and shows them to witnesses and a
 * timestamping authority: beside the requests, so that nobody who is slow or gone delays one.
 */
@ApplicationScoped
class Publisher {
  private static final Logger LOG = Logger.getLogger(Publisher.class);
  private static final String AUTHORITY = "the timestamping authority";

  private final LogHeadRepository heads;
  private final LogProofs proofs;
  private final PublishedCheckpointRepository published;
  private final CosignatureRepository cosignatures;
  private final CheckpointTimestampRepository timestamps;
  private final Witnesses witnesses;
  private final Transactions transactions;
  private final InstantSource clock;
  private final Duration pause;

  /** Witnesses, and the authority, that did not take the last that they were shown. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  private final ExecutorService errands = Executors.newCachedThreadPool(Publisher::daemon);
  private Optional<Rounds> rounds = Optional.empty();

  Publisher(
      LogHeadRepository heads,
      LogProofs proofs,
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
    this.published = published;
    this.cosignatures = cosignatures;
    this.timestamps = timestamps;
    this.witnesses = witnesses;
    this.transactions = transactions;
    this.clock = clock;
    this.pause = settings.log().publishEvery();
    meters.gaugeCollectionSize("kleroterion.witnesses.failing", Tags.empty(), failing);
  }

  /** A checkpoint that is kept. */
  private record Kept(LogId log, long size, Note note) {}

  // Last: it would take the place of the transactions that the start needs.
  void atStart(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
    rounds = Optional.of(Rounds.every(pause, "log-publisher", this::publish));
  }

  void publish() {
    List<Kept> kept = keep();
    List<Callable<Void>> calls = new ArrayList<>();
    for (Witnesses.Witness witness : witnesses.witnesses()) {
      calls.add(() -> show(kept, witness));
    }
    witnesses.authority().ifPresent(authority -> calls.add(() -> stamp(kept, authority)));
    try {
      errands.invokeAll(calls);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last ones, so that a start after a regular stop finds the log as it was left. */
  void atStop(@Observes ShutdownEvent event) {
    rounds.ifPresent(Rounds::close);
    keep();
    errands.shutdownNow();
  }

  private List<Kept> keep() {
    List<Kept> kept = new ArrayList<>();
    try {
      for (String trial : transactions.run(heads::trials)) {
        keep(trial).ifPresent(kept::add);
      }
    } catch (Refusal unavailable) {
      LOG.warnf("Checkpoints are not kept now: %s", unavailable.detail());
    }
    return kept;
  }

  private Optional<Kept> keep(String trial) {
    try {
      TreeHead head = transactions.run(() -> heads.current(trial)).orElseThrow();
      Note note = proofs.unwitnessed(head);
      transactions.run(() -> published.keep(head.log(), head.size(), note, clock.instant()));
      return Optional.of(new Kept(head.log(), head.size(), note));
    } catch (LogGuard.LogBroken | LogEnded unsigned) {
      // The guard has said why.
      return Optional.empty();
    }
  }

  private Void show(List<Kept> kept, Witnesses.Witness witness) {
    boolean failed = false;
    // One log that it refuses keeps no other from being shown; a witness that is gone is gone for
    // all.
    for (Kept checkpoint : kept) {
      try {
        show(checkpoint, witness);
      } catch (ExchangeFailed refused) {
        failed = true;
        LOG.warn(refused.getMessage());
        if (!refused.answered()) {
          break;
        }
      } catch (RuntimeException fault) {
        failed = true;
        LOG.errorf(
            "The witness %s was not asked about %s: %s",
            witness.name(), checkpoint.log().origin(), fault);
      }
    }
    failing(witness.name(), failed);
    return null;
  }

  private void failing(String who, boolean failed) {
    if (failed) {
      failing.add(who);
    } else {
      failing.remove(who);
    }
  }

  private void show(Kept checkpoint, Witnesses.Witness witness) throws ExchangeFailed {
    LogId log = checkpoint.log();
    if (transactions.run(() -> cosignatures.has(log, checkpoint.size(), witness.name()))) {
      return;
    }
    List<NoteSignature> signatures =
        witness
            .client()
            .cosign(checkpoint.note(), (from, to) -> proofs.consistencyProof(log, from, to));
    OptionalLong seen = witness.client().cosigned(log.origin());
    if (signatures.isEmpty() && seen.isPresent() && seen.getAsLong() > size(log)) {
      LOG.errorf(
          "The witness %s has seen %d entries of %s, and there are fewer: was the database set back?",
          witness.name(), seen.getAsLong(), log.origin());
    }
    for (NoteSignature signature : signatures) {
      transactions.run(() -> cosignatures.keep(log, checkpoint.size(), signature, clock.instant()));
    }
  }

  private long size(LogId log) {
    return transactions.run(() -> heads.current(log.trial())).map(TreeHead::size).orElse(0L);
  }

  private Void stamp(List<Kept> kept, TimestampClient authority) {
    boolean failed = true;
    try {
      for (Kept checkpoint : kept) {
        LogId log = checkpoint.log();
        if (!transactions.run(() -> timestamps.has(log, checkpoint.size()))) {
          byte[] response = authority.timestamp(checkpoint.note());
          transactions.run(
              () -> timestamps.keep(log, checkpoint.size(), response, clock.instant()));
        }
      }
      failed = false;
    } catch (ExchangeFailed refused) {
      LOG.warn(refused.getMessage());
    } catch (RuntimeException fault) {
      LOG.errorf("The timestamping authority was not asked: %s", fault);
    }
    failing(AUTHORITY, failed);
    return null;
  }

  private static Thread daemon(Runnable errand) {
    Thread thread = new Thread(errand, "log-witness");
    thread.setDaemon(true);
    return thread;
  }
}
