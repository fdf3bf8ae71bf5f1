package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.kleroterion.log.note.Note;

/** The checkpoints that were kept: added and read, never changed. */
@ApplicationScoped
class PublishedCheckpointRepository
    implements PanacheRepositoryBase<PublishedCheckpoint, PublishedCheckpoint.Key> {

  /** Keeps the checkpoint, unless it is kept already. */
  boolean keep(LogId log, long size, Note note, Instant time) {
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

  /** The next ones of a log behind a size, up to another size, in order. */
  List<PublishedCheckpoint> next(LogId log, long behind, long size, int rows) {
    return find(
            "trial = ?1 and number = ?2 and size > ?3 and size <= ?4 order by trial, number, size",
            log.trial(),
            log.number(),
            behind,
            size)
        .page(0, rows)
        .list();
  }

  /** All of a log behind a size, up to another size, in order. */
  List<PublishedCheckpoint> between(LogId log, long behind, long size) {
    return list(
        "trial = ?1 and number = ?2 and size > ?3 and size <= ?4 order by trial, number, size",
        log.trial(),
        log.number(),
        behind,
        size);
  }
}
