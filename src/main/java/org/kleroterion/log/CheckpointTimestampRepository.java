package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** The timestamps: added and read, never changed. */
@ApplicationScoped
class CheckpointTimestampRepository
    implements PanacheRepositoryBase<CheckpointTimestamp, PublishedCheckpoint.Key> {

  boolean has(LogId log, long size) {
    return findByIdOptional(new PublishedCheckpoint.Key(log.trial(), log.number(), size))
        .isPresent();
  }

  /** Keeps the response, unless one is kept already. */
  boolean keep(LogId log, long size, byte[] response, Instant time) {
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

  /** The next ones of a log's checkpoints behind a size, up to another size, in order. */
  List<CheckpointTimestamp> next(LogId log, long behind, long size, int rows) {
    return find(
            "trial = ?1 and number = ?2 and size > ?3 and size <= ?4 order by trial, number, size",
            log.trial(),
            log.number(),
            behind,
            size)
        .page(0, rows)
        .list();
  }
}
