package org.kleroterion.log.entry;

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

/** The entries of all logs. Rows are inserted and read, never changed. */
@ApplicationScoped
public class EntryRepository implements PanacheRepositoryBase<Entry, Entry.Key> {
  // Order by trial too, although there is only one: H2 uses the primary key for the order only if
  // the query names all of its columns.
  public List<Entry> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by trial, position", conditions.parameters())
        .page(0, rows)
        .list();
  }

  /**
   * The entries at positions {@code begin} (inclusive) to {@code end} (exclusive), in order. Reads
   * them without the persistence context, which would hold all of them in memory.
   */
  public List<EntryRow> rows(String trial, long begin, long end) {
    return getEntityManager()
        .createQuery(
            "select new org.kleroterion.log.entry.EntryRow(position, time, type, actor, subject,"
                + " site, leaf, hashes) from Entry where trial = :trial and position >= :begin and"
                + " position < :end order by position",
            EntryRow.class)
        .setParameter("trial", trial)
        .setParameter("begin", begin)
        .setParameter("end", end)
        .getResultList();
  }

  public Optional<Entry> find(String trial, long position) {
    return findByIdOptional(new Entry.Key(trial, position));
  }

  public boolean any(String trial, EntryType type) {
    return find("trial = ?1 and type = ?2", trial, type.name())
        .page(0, 1)
        .firstResultOptional()
        .isPresent();
  }

  /**
   * The first free position of the trial: after all entries, including entries that no head counts.
   * The next log begins there.
   */
  public long nextFreePosition(String trial) {
    return getEntityManager()
        .createQuery(
            "select position + 1 from Entry where trial = :trial order by trial desc, position"
                + " desc",
            Long.class)
        .setParameter("trial", trial)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .orElse(0L);
  }

  /**
   * {@link Entry#hashes} of the entries at these positions, by position. Missing entries are left
   * out.
   */
  public Map<Long, byte[]> hashes(String trial, Set<Long> positions) {
    if (positions.isEmpty()) {
      return Map.of();
    }
    List<Long> wanted = List.copyOf(positions);
    // Compare whole keys: for "trial = x and position in (...)" H2 would read all of x's entries.
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
