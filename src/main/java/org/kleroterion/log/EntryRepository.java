package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.storage.Conditions;

/** The entries of the logs: appended and read, never changed. */
@ApplicationScoped
class EntryRepository implements PanacheRepositoryBase<Entry, Entry.Key> {
  List<Entry> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by position", conditions.parameters())
        .page(0, rows)
        .list();
  }

  /** The entries at these consecutive positions, in order. */
  List<Entry> between(String trial, long begin, long end) {
    return list(
        "trial = ?1 and position >= ?2 and position < ?3 order by position", trial, begin, end);
  }

  /** The same past the persistence context, which would keep all that it reads. */
  List<EntryRow> rows(String trial, long begin, long end) {
    return getEntityManager()
        .createQuery(
            "select new org.kleroterion.log.EntryRow(position, time, type, actor, subject, site,"
                + " leaf, hashes) from Entry where trial = :trial and position >= :begin"
                + " and position < :end order by position",
            EntryRow.class)
        .setParameter("trial", trial)
        .setParameter("begin", begin)
        .setParameter("end", end)
        .getResultList();
  }

  Optional<Entry> find(String trial, long position) {
    return findByIdOptional(new Entry.Key(trial, position));
  }

  boolean any(String trial, EntryType type) {
    return find("trial = ?1 and type = ?2", trial, type.name())
        .page(0, 1)
        .firstResultOptional()
        .isPresent();
  }

  /** Where the next log of the trial can begin: behind everything, counted by a head or not. */
  long free(String trial) {
    return getEntityManager()
        .createQuery(
            "select coalesce(max(position), -1) + 1 from Entry where trial = :trial", Long.class)
        .setParameter("trial", trial)
        .getSingleResult();
  }

  /** What these entries completed, by position; an entry that is not there is left out. */
  Map<Long, byte[]> hashes(String trial, Set<Long> positions) {
    Map<Long, byte[]> hashes = new HashMap<>();
    if (!positions.isEmpty()) {
      getEntityManager()
          .createQuery(
              "select position, hashes from Entry where trial = :trial and position in :positions",
              Object[].class)
          .setParameter("trial", trial)
          .setParameter("positions", positions)
          .getResultStream()
          .forEach(row -> hashes.put((Long) row[0], (byte[]) row[1]));
    }
    return hashes;
  }
}
