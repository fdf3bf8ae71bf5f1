package org.kleroterion.log.checkpoint;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.kleroterion.log.entry.LogId;

/** Timestamps of checkpoints. Rows are inserted and read, never changed. */
@ApplicationScoped
public class CheckpointTimestampRepository
    implements PanacheRepositoryBase<CheckpointTimestamp, PublishedCheckpoint.Key> {

  public boolean has(LogId log, long size) {
    return findByIdOptional(new PublishedCheckpoint.Key(log.trial(), log.number(), size))
        .isPresent();
  }

  /**
   * Stores the response, unless this checkpoint already has one.
   *
   * @return whether the response was stored
   */
  public boolean storeIfAbsent(LogId log, long size, byte[] response, Instant time) {
    if (has(log, size)) {
      return false;
    }
    CheckpointTimestamp timestamp = new CheckpointTimestamp();
    timestamp.trial = log.trial();
    timestamp.number = log.number();
    timestamp.size = size;
    timestamp.response = response;
    timestamp.time = time;
    persist(timestamp);
    return true;
  }

  /**
   * Timestamps of the log's checkpoints that are larger than {@code after} and at most {@code
   * size}, smallest first.
   *
   * @param rows the largest number of results
   */
  public List<CheckpointTimestamp> next(LogId log, long after, long size, int rows) {
    return find(
            "trial = ?1 and number = ?2 and size > ?3 and size <= ?4 order by trial, number, size",
            log.trial(),
            log.number(),
            after,
            size)
        .page(0, rows)
        .list();
  }
}
