package org.kleroterion.allocation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.kleroterion.storage.Conditions;
import org.kleroterion.trial.Standing;
import org.kleroterion.trial.TrialStatus;

/** The allocations: appended and read, never changed. */
@ApplicationScoped
class AllocationRepository implements PanacheRepositoryBase<Allocation, Allocation.Key> {
  Optional<Allocation> find(String trial, String subject) {
    return findByIdOptional(new Allocation.Key(trial, subject));
  }

  /** Those whose entries lie between two positions, both included. */
  List<Allocation> between(String trial, long first, long last) {
    return list("trial = ?1 and entryIndex between ?2 and ?3", trial, first, last);
  }

  /**
   * What an allocation rests on besides its slot.
   *
   * @param latest the subject's latest assessment
   * @param number of the trial's last allocation
   */
  record Moment(TrialStatus status, int version, @Nullable UUID latest, @Nullable Long number) {
    Standing standing() {
      return new Standing(status, version);
    }

    /** Of the allocation that comes next. */
    long nextNumber() {
      return number == null ? 1 : number + 1;
    }
  }

  /**
   * How all of it is now, past what the transaction has seen before; right only under the log's
   * lock. In one statement, because whoever waits for the lock waits for each.
   */
  Moment moment(String trial, String subject) {
    // Not max(number): H2 would read all of the trial's allocations.
    return getEntityManager()
        .createQuery(
            """
            select new org.kleroterion.allocation.AllocationRepository$Moment(t.status, t.version,
              (select s.id from Assessment s where s.trial = :trial and s.subject = :subject
                order by s.trial desc, s.subject desc, s.entryIndex desc limit 1),
              (select a.number from Allocation a where a.trial = :trial
                order by a.trial desc, a.number desc limit 1))
            from Trial t where t.code = :trial
            """,
            Moment.class)
        .setParameter("trial", trial)
        .setParameter("subject", subject)
        .getSingleResult();
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
