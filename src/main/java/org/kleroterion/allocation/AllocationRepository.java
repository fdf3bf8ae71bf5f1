package org.kleroterion.allocation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.kleroterion.storage.Conditions;

/** The allocations. Rows are added and read, never changed. */
@ApplicationScoped
public class AllocationRepository implements PanacheRepositoryBase<Allocation, Allocation.Key> {
  public Optional<Allocation> find(String trial, String subject) {
    return findByIdOptional(new Allocation.Key(trial, subject));
  }

  /** The allocations of these subjects. A subject without an allocation is left out. */
  public List<Allocation> of(String trial, List<String> subjects) {
    return list("trial = ?1 and subject in ?2", trial, subjects);
  }

  /** The allocations whose entries lie between two positions, both inclusive. */
  List<Allocation> between(String trial, long first, long last) {
    return list("trial = ?1 and entryPosition between ?2 and ?3", trial, first, last);
  }

  /** The number of the trial's last allocation, 0 if it has none. */
  public long lastNumber(String trial) {
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

  /** The allocations after this number, in order, at most {@code rows}. */
  List<Allocation> after(String trial, long number, int rows) {
    return find("trial = ?1 and number > ?2 order by trial, number", trial, number)
        .page(0, rows)
        .list();
  }

  /**
   * The allocations to these slots of a stratum. A slot that is not issued yet is left out.
   *
   * @param from ordinal of the first slot
   * @param slots number of slots
   */
  public List<Allocation> ofSlots(String trial, String stratum, long from, int slots) {
    return list(
        "trial = ?1 and stratum = ?2 and ordinal >= ?3 and ordinal < ?4",
        trial,
        stratum,
        from,
        from + slots);
  }

  /** The callers who allocated a subject before the position {@code end}. */
  public List<String> callers(String trial, long end) {
    return getEntityManager()
        .createQuery(
            "select distinct allocatedBy from Allocation where trial = :trial and entryPosition < :end",
            String.class)
        .setParameter("trial", trial)
        .setParameter("end", end)
        .getResultList();
  }

  /**
   * The number of allocations by stratum, site and arm. A combination without an allocation is left
   * out.
   */
  public List<Tally> tallies(String trial) {
    // The join adds at most one row: RANDOMIZED_IN_ERROR is a subject's last correction.
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

  // All rows have one trial, but H2 sorts by the index only if the order names all its columns.
  List<Allocation> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by trial, number", conditions.parameters())
        .page(0, rows)
        .list();
  }
}
