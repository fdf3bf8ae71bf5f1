package org.kleroterion.log.checkpoint;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.note.Note;

/** Stored checkpoints. Rows are inserted and read, never changed. */
@ApplicationScoped
public class PublishedCheckpointRepository
    implements PanacheRepositoryBase<PublishedCheckpoint, PublishedCheckpoint.Key> {

  /**
   * Stores the checkpoint, unless the log already has one of this size.
   *
   * @return whether the checkpoint was stored
   */
  public boolean storeIfAbsent(LogId log, long size, Note note, Instant time) {
    if (findByIdOptional(new PublishedCheckpoint.Key(log.trial(), log.number(), size))
        .isPresent()) {
      return false;
    }
    PublishedCheckpoint checkpoint = new PublishedCheckpoint();
    checkpoint.trial = log.trial();
    checkpoint.number = log.number();
    checkpoint.size = size;
    checkpoint.note = note.format();
    checkpoint.time = time;
    persist(checkpoint);
    return true;
  }

  /**
   * The log's checkpoints that are larger than {@code after} and at most {@code size}, smallest
   * first.
   *
   * @param rows the largest number of results
   */
  public List<PublishedCheckpoint> next(LogId log, long after, long size, int rows) {
    return find(
            "trial = ?1 and number = ?2 and size > ?3 and size <= ?4 order by trial, number, size",
            log.trial(),
            log.number(),
            after,
            size)
        .page(0, rows)
        .list();
  }

  /** The same without a limit on the number of results. */
  public List<PublishedCheckpoint> between(LogId log, long after, long size) {
    return list(
        "trial = ?1 and number = ?2 and size > ?3 and size <= ?4 order by trial, number, size",
        log.trial(),
        log.number(),
        after,
        size);
  }
}
