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

  /** Those of a log up to a size, in order. */
  List<PublishedCheckpoint> upTo(LogId log, long size) {
    return list(
        "trial = ?1 and number = ?2 and size <= ?3 order by size", log.trial(), log.number(), size);
  }
}
