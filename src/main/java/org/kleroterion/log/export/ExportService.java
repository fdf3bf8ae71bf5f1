package org.kleroterion.log.export;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.List;
import org.kleroterion.access.Caller;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.checkpoint.CheckpointTimestamp;
import org.kleroterion.log.checkpoint.CheckpointTimestampRepository;
import org.kleroterion.log.checkpoint.CosignatureRepository;
import org.kleroterion.log.checkpoint.Origins;
import org.kleroterion.log.checkpoint.PublishedCheckpoint;
import org.kleroterion.log.checkpoint.PublishedCheckpointRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.guard.TreeReader;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.reading.LogReadingService;
import org.kleroterion.log.signing.Checkpoints;
import org.kleroterion.storage.Transactions;

/** Exports a trial's log. The entry that records the export is the last one in it. */
@ApplicationScoped
class ExportService {
  private static final int ROWS = 1000;

  private final LogReadingService reading;
  private final TrialLog log;
  private final TreeReader tree;
  private final PublishedCheckpointRepository published;
  private final CosignatureRepository cosignatures;
  private final CheckpointTimestampRepository timestamps;
  private final Checkpoints checkpoints;
  private final Origins origins;
  private final List<ExportPart> parts;
  private final Transactions transactions;

  ExportService(
      LogReadingService reading,
      TrialLog log,
      TreeReader tree,
      PublishedCheckpointRepository published,
      CosignatureRepository cosignatures,
      CheckpointTimestampRepository timestamps,
      Checkpoints checkpoints,
      Origins origins,
      @All List<ExportPart> parts,
      Transactions transactions) {
    this.reading = reading;
    this.log = log;
    this.tree = tree;
    this.published = published;
    this.cosignatures = cosignatures;
    this.timestamps = timestamps;
    this.checkpoints = checkpoints;
    this.origins = origins;
    this.parts = parts;
    this.transactions = transactions;
  }

  /**
   * Records the export.
   *
   * @return writes the zip when the response is sent
   * @throws Caller.WholeTrialOutOfReach if the token is limited to sites
   * @throws LogGuard.LogBroken if the log does not match what this service signed
   */
  StreamingOutput export(Caller caller, String trial) {
    caller.requireEverySite();
    reading.head(caller, trial);
    Logged last = transactions.run(() -> log.lock(trial).appendExport(caller));
    Note checkpoint = checkpoints.upTo(last);
    return out -> {
      LogExport export = new LogExport(out);
      LogId id = last.log();
      long end = last.position() + 1;
      export.head(origins.verifier(id.origin()).vkey(), checkpoint);
      export.tree(
          end - id.first(), (from, to) -> transactions.run(() -> tree.entries(id, from, to)));
      ExportPart.Extent extent = new ExportPart.Extent(trial, id.first(), end, export.versions());
      for (ExportPart part : parts) {
        part.write(extent, export);
      }
      putCheckpoints(export, id, end - id.first());
      putTimestamps(export, id, end - id.first());
      export.finish();
    };
  }

  private void putCheckpoints(LogExport export, LogId log, long size) throws IOException {
    long after = -1;
    List<PublishedCheckpoint> page;
    do {
      long from = after;
      page = transactions.run(() -> published.next(log, from, size, ROWS));
      for (PublishedCheckpoint checkpoint : page) {
        Note note =
            Note.parse(checkpoint.note)
                .with(transactions.run(() -> cosignatures.lines(log, checkpoint.size)));
        export.put("checkpoints/" + checkpoint.size, note.format());
        after = checkpoint.size;
      }
    } while (page.size() == ROWS);
  }

  private void putTimestamps(LogExport export, LogId log, long size) throws IOException {
    long after = -1;
    List<CheckpointTimestamp> page;
    do {
      long from = after;
      page = transactions.run(() -> timestamps.next(log, from, size, ROWS));
      for (CheckpointTimestamp timestamp : page) {
        export.put("timestamps/" + timestamp.size + ".tsr", timestamp.response);
        after = timestamp.size;
      }
    } while (page.size() == ROWS);
  }
}
