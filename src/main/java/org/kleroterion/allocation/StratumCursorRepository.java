package org.kleroterion.allocation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.kleroterion.randomization.BlockPosition;

/** The cursors of the strata. A cursor is moved only while the trial's log is locked. */
@ApplicationScoped
public class StratumCursorRepository
    implements PanacheRepositoryBase<StratumCursor, StratumCursor.Key> {

  /**
   * The cursor of a stratum of the protocol.
   *
   * @throws IllegalStateException if the database has no such cursor
   */
  StratumCursor require(String trial, String stratum) {
    return find(trial, stratum)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the trial " + trial + " has no cursor for one of its strata"));
  }

  /**
   * A cursor and the number of allocations in its stratum, read at the same moment.
   *
   * @param issued the number of issued slots according to the cursor
   * @param allocations the number of allocation rows
   */
  record Counted(String stratum, long issued, long block, int position, long allocations) {
    BlockPosition next() {
      return new BlockPosition(block, position);
    }
  }

  /** All cursors of a trial, read in one statement. */
  List<Counted> counted(String trial) {
    return getEntityManager()
        .createQuery(
            "select new org.kleroterion.allocation.StratumCursorRepository$Counted(cursor.stratum,"
                + " cursor.issued, cursor.block, cursor.position, (select count(*) from Allocation"
                + " allocation where allocation.trial = cursor.trial"
                + " and allocation.stratum = cursor.stratum))"
                + " from StratumCursor cursor where cursor.trial = :trial",
            Counted.class)
        .setParameter("trial", trial)
        .getResultList();
  }

  List<StratumCursor> of(String trial) {
    return list("trial = ?1 order by stratum", trial);
  }

  List<StratumCursor> of(String trial, List<String> strata) {
    return list("trial = ?1 and stratum in ?2", trial, strata);
  }

  /** The number of issued slots of a stratum. It can change unless the log is locked. */
  public long issued(String trial, String stratum) {
    return findById(new StratumCursor.Key(trial, stratum)).issued;
  }

  public Optional<StratumCursor> find(String trial, String stratum) {
    return findByIdOptional(new StratumCursor.Key(trial, stratum));
  }

  /** Adds a cursor for a new stratum. It points to the stratum's first slot. */
  public StratumCursor define(String trial, String stratum) {
    StratumCursor cursor = new StratumCursor();
    cursor.trial = trial;
    cursor.stratum = stratum;
    cursor.moveTo(0, BlockPosition.START);
    persist(cursor);
    return cursor;
  }
}
