package org.kleroterion.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.TypedQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kleroterion.storage.Conditions;

/** The entries of the logs: appended and read, never changed. */
@ApplicationScoped
class EntryRepository implements PanacheRepositoryBase<Entry, Entry.Key> {
  // By the trial too, which is one: H2 takes the order from the index only if it names all of it.
  List<Entry> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by trial, position", conditions.parameters())
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
            "select position + 1 from Entry where trial = :trial order by trial desc, position desc",
            Long.class)
        .setParameter("trial", trial)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .orElse(0L);
  }

  /** What these entries completed, by position; an entry that is not there is left out. */
  Map<Long, byte[]> hashes(String trial, Set<Long> positions) {
    if (positions.isEmpty()) {
      return Map.of();
    }
    List<Long> wanted = List.copyOf(positions);
    // Whole keys: for a list of positions beside one trial, H2 would read all of its entries.
    String keys =
        IntStream.range(0, wanted.size())
            .mapToObj(i -> "(:trial, :position" + i + ")")
            .collect(Collectors.joining(", "));
    TypedQuery<Object[]> query =
        getEntityManager()
            .createQuery(
                "select position, hashes from Entry where (trial, position) in (" + keys + ")",
                Object[].class)
            .setParameter("trial", trial);
    for (int i = 0; i < wanted.size(); i++) {
      query.setParameter("position" + i, wanted.get(i));
    }
    Map<Long, byte[]> hashes = new HashMap<>();
    query.getResultList().forEach(row -> hashes.put((Long) row[0], (byte[]) row[1]));
    return hashes;
  }
}
