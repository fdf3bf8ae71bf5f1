package org.kleroterion.allocation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.kleroterion.storage.Conditions;

/** The allocations: appended and read, never changed. */
@ApplicationScoped
class AllocationRepository implements PanacheRepositoryBase<Allocation, Allocation.Key> {
  Optional<Allocation> find(String trial, String subject) {
    return findByIdOptional(new Allocation.Key(trial, subject));
  }

  /** The subjects' allocations, of those that have one. */
  List<Allocation> of(String trial, List<String> subjects) {
    return list("trial = ?1 and subject in ?2", trial, subjects);
  }

  /** Those whose entries lie between two positions, both included. */
  List<Allocation> between(String trial, long first, long last) {
    return list("trial = ?1 and entryIndex between ?2 and ?3", trial, first, last);
  }

  /** The number of the trial's last allocation, 0 if it has none. */
  long lastNumber(String trial) {
    // Not max(number): H2 would read all of the trial's allocations.
    return getEntityManager()
        .createQuery(
            "select number from Allocation where trial = :trial order by trial desc, number desc"
                + " limit 1",
            Long.class)
        .setParameter("trial", trial)
        .getResultStream()
        .findFirst()
        .orElse(0L);
  }

  /** The next ones behind a number, in order. */
  List<Allocation> after(String trial, long number, int rows) {
    return find("trial = ?1 and number > ?2 order by trial, number", trial, number)
        .page(0, rows)
        .list();
  }

  /** The allocations that took these slots of a stratum, those of them that were issued. */
  List<Allocation> ofSlots(String trial, String stratum, long from, int slots) {
    return list(
        "trial = ?1 and stratum = ?2 and ordinal >= ?3 and ordinal < ?4",
        trial,
        stratum,
        from,
        from + slots);
  }

  /** Everybody who issued one before a position. */
  List<String> callers(String trial, long end) {
    return getEntityManager()
        .createQuery(
            "select distinct allocatedBy from Allocation where trial = :trial and entryIndex < :end",
            String.class)
        .setParameter("trial", trial)
        .setParameter("end", end)
        .getResultList();
  }

  /** How the allocations are distributed; what nobody was allocated to is not there. */
  List<Tally> tallies(String trial) {
    // At most one correction each: nothing corrects after RANDOMIZED_IN_ERROR.
    return getEntityManager()
        .createQuery(
            """
            select a.stratum, a.site, a.arm, count(a.subject), count(c.subject)
            from Allocation a
            left join Correction c on c.trial = a.trial and c.subject = a.subject and c.kind = :error
            where a.trial = :trial
            group by a.stratum, a.site, a.arm
            """,
            Tally.class)
        .setParameter("error", CorrectionKind.RANDOMIZED_IN_ERROR)
        .setParameter("trial", trial)
        .getResultList();
  }

  // By the trial too, which is one: H2 takes the order from the index only if it names all of it.
  List<Allocation> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by trial, number", conditions.parameters())
        .page(0, rows)
        .list();
  }
}
