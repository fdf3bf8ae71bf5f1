package org.kleroterion.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;
import org.kleroterion.storage.Conditions;

/** The queue of deliveries. */
@ApplicationScoped
class DeliveryRepository implements PanacheRepositoryBase<Delivery, Delivery.Key> {
  private static final String BACKLOGS =
      "select new org.kleroterion.delivery.DeliveryRepository$Backlog("
          + "new org.kleroterion.delivery.Destination$Key(trial, destination),"
          + " sum(case when dead = true then 0L else 1L end),"
          + " sum(case when dead = true then 1L else 0L end), min(createdAt))"
          + " from Delivery %s group by trial, destination";

  /** The next value of the sequence: unique, and larger than all values drawn before. */
  long nextNumber() {
    return ((Number)
            getEntityManager()
                .createNativeQuery("select nextval('delivery_number')", Long.class)
                .getSingleResult())
        .longValue();
  }

  /**
   * The first deliveries that may be claimed now: due, not dead, not claimed, and each the first of
   * its lane. They are locked until the transaction ends; rows that another replica has locked are
   * skipped.
   *
   * @param most the largest number of deliveries
   */
  List<Delivery> claimable(Destination.Key destination, Instant now, int most) {
    return getSession()
        .createSelectionQuery(
            "from Delivery d where trial = :trial and destination = :destination and dead = false"
                + " and dueAt <= :now and (claimedUntil is null or claimedUntil <= :now)"
                + " and not exists (from Delivery e where e.trial = d.trial"
                + " and e.destination = d.destination and e.lane = d.lane and e.number < d.number)"
                + " order by trial, destination, number",
            Delivery.class)
        .setParameter("trial", destination.trial())
        .setParameter("destination", destination.name())
        .setParameter("now", now)
        .setMaxResults(most)
        .setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED)
        .getResultList();
  }

  Optional<Delivery> lock(Delivery.Key key) {
    return Optional.ofNullable(findById(key, LockModeType.PESSIMISTIC_WRITE));
  }

  /** The last delivery of a lane, locked until the transaction ends. */
  Optional<Delivery> lockLast(String trial, String destination, String lane) {
    return find(
            "trial = ?1 and destination = ?2 and lane = ?3 order by number desc",
            trial,
            destination,
            lane)
        .page(0, 1)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  /** The largest number of a queued delivery to the destination; -1 if none is queued. */
  long lastNumber(String trial, String destination) {
    return find(
            "trial = ?1 and destination = ?2 order by trial desc, destination desc, number desc",
            trial,
            destination)
        .page(0, 1)
        .<Delivery>firstResultOptional()
        .map(delivery -> delivery.number)
        .orElse(-1L);
  }

  List<Delivery> page(Conditions conditions, int rows) {
    return find(
            conditions.where() + " order by trial, destination, number", conditions.parameters())
        .page(0, rows)
        .list();
  }

  /**
   * The deliveries queued for a destination.
   *
   * @param waiting number of deliveries that are still tried
   * @param dead number of dead deliveries
   * @param oldest when the oldest of both was queued
   */
  record Backlog(Destination.Key destination, long waiting, long dead, Instant oldest) {}

  /** The backlog of every destination with deliveries, over all trials. */
  List<Backlog> backlogs() {
    return getEntityManager().createQuery(BACKLOGS.formatted(""), Backlog.class).getResultList();
  }

  /** The backlog of every destination with deliveries, for one trial. */
  List<Backlog> backlogs(String trial) {
    return getEntityManager()
        .createQuery(BACKLOGS.formatted("where trial = :trial"), Backlog.class)
        .setParameter("trial", trial)
        .getResultList();
  }
}
