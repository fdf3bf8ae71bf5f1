package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The timestamps: added and read, never changed. */
@ApplicationScoped
class CheckpointTimestampRepository
    implements PanacheRepositoryBase<CheckpointTimestamp, PublishedCheckpoint.Key> {

  /** Those of a log's checkpoints up to a size, in order. */
  List<CheckpointTimestamp> upTo(LogId log, long size) {
    return list(
        "trial = ?1 and number = ?2 and size <= ?3 order by size", log.trial(), log.number(), size);
  }
}
