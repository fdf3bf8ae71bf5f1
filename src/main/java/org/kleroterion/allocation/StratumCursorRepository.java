package org.kleroterion.allocation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.kleroterion.randomization.Place;
import org.kleroterion.trial.StrataDefined;

/** The cursors of the strata; they are moved only under the trial's log's lock. */
@ApplicationScoped
class StratumCursorRepository implements PanacheRepositoryBase<StratumCursor, StratumCursor.Key> {

  /** The cursor of a stratum that the protocol has. */
  StratumCursor require(String trial, String stratum) {
    return find(trial, stratum)
        .orElseThrow(
            () -> new IllegalStateException("the trial " + trial + " lacks a registered stratum"));
  }

  /**
   * A cursor, and how many allocations its stratum has at the same moment.
   *
   * @param issued how many it says
   */
  record Counted(String stratum, long issued, long block, int position, long allocations) {
    Place place() {
      return new Place(block, position);
    }
  }

  /** All of a trial's, read in one statement. */
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

  /** How many slots of the stratum were issued; certain only under the log's lock. */
  long issued(String trial, String stratum) {
    return findById(new StratumCursor.Key(trial, stratum)).issued;
  }

  Optional<StratumCursor> find(String trial, String stratum) {
    return findByIdOptional(new StratumCursor.Key(trial, stratum));
  }

  void define(@Observes StrataDefined strata) {
    for (String stratum : strata.strata()) {
      if (find(strata.trial(), stratum).isEmpty()) {
        define(strata.trial(), stratum);
      }
    }
  }

  /** The cursor of a new stratum, at its first slot. */
  StratumCursor define(String trial, String stratum) {
    StratumCursor cursor = new StratumCursor();
    cursor.trial = trial;
    cursor.stratum = stratum;
    cursor.moveTo(0, Place.START);
    persist(cursor);
    return cursor;
  }
}
