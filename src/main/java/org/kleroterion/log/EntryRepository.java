package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.kleroterion.access.Reach;
import org.kleroterion.storage.Conditions;

/** The entries of the logs: appended and read, never changed. */
@ApplicationScoped
class EntryRepository implements PanacheRepositoryBase<Entry, Entry.Key> {
  /** The entries of these sites with an index above {@code after}, in order. */
  List<Entry> page(String trial, Reach sites, long after, int rows) {
    Conditions conditions =
        new Conditions()
            .and("trial = :trial", "trial", trial)
            .and("index > :after", "after", after)
            .within(sites);
    return find(conditions.where() + " order by index", conditions.parameters())
        .page(0, rows)
        .list();
  }

  boolean any(String trial, EntryType type) {
    return find("trial = ?1 and type = ?2", trial, type.name())
        .page(0, 1)
        .firstResultOptional()
        .isPresent();
  }
}
