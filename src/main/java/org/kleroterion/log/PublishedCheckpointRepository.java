package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The checkpoints that were kept: added and read, never changed. */
@ApplicationScoped
class PublishedCheckpointRepository
    implements PanacheRepositoryBase<PublishedCheckpoint, PublishedCheckpoint.Key> {

  /** Those of a log up to a size, in order. */
  List<PublishedCheckpoint> upTo(LogId log, long size) {
    return list(
        "trial = ?1 and number = ?2 and size <= ?3 order by size", log.trial(), log.number(), size);
  }

  /** The notes of a log, by size. */
  List<String> notes(LogId log) {
    return getEntityManager()
        .createQuery(
            "select note from PublishedCheckpoint where trial = :trial and number = :number"
                + " order by size",
            String.class)
        .setParameter("trial", log.trial())
        .setParameter("number", log.number())
        .getResultList();
  }
}
