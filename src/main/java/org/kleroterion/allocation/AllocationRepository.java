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

  /** The number of the next allocation; right only under the log's lock. */
  long nextNumber(String trial) {
    return getEntityManager()
            .createQuery(
                "select coalesce(max(number), 0) from Allocation where trial = :trial", Long.class)
            .setParameter("trial", trial)
            .getSingleResult()
        + 1;
  }

  List<Allocation> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by number", conditions.parameters())
        .page(0, rows)
        .list();
  }
}
