package org.kleroterion.log.entry;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.kleroterion.access.Caller;

/** The heads of the logs. */
@ApplicationScoped
public class LogHeadRepository implements PanacheRepositoryBase<LogHead, LogHead.Key> {
  private static final int ATTEMPTS = 3;

  private final boolean replicated;
  private final String now;

  LogHeadRepository(@ConfigProperty(name = "quarkus.datasource.db-kind") String kind) {
    replicated = kind.equals("postgresql");
    // Entries use the database's clock, because the replicas' clocks differ. The time must be taken
    // after the lock: the transaction may have begun long before and waited for it. H2 knows only
    // the transaction's begin, but there no transaction waits for another.
    String clock = replicated ? "clock_timestamp()" : "current_timestamp";
    now = "cast(sql('" + clock + "') as Instant)";
  }

  /**
   * Locks the head of the trial's log until the transaction ends.
   *
   * @throws Caller.TrialUnknown if the trial does not exist. Every registered trial has a log.
   */
  public LogHead lock(String trial) {
    // While this waits for the head, a restart may end the log. Then wait for the new log's head.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<LogHead> locked =
          getEntityManager()
              .createQuery(
                  "select head, "
                      + now
                      + " from LogHead head where trial = :trial and ended = false",
                  Object[].class)
              .setParameter("trial", trial)
              .setLockMode(LockModeType.PESSIMISTIC_WRITE)
              .getResultStream()
              .map(row -> lockedAt((LogHead) row[0], (Instant) row[1]))
              .findFirst()
              .filter(head -> !head.ended);
      if (locked.isPresent()) {
        return locked.get();
      }
    }
    throw new Caller.TrialUnknown(trial);
  }

  private static LogHead lockedAt(LogHead head, Instant now) {
    head.lockedAt = now.truncatedTo(ChronoUnit.MILLIS);
    return head;
  }

  /**
   * Makes the running transaction a writing one, so that its commit waits for a standby. Does not
   * wait for the lock of the log's head. Does nothing on H2, which has no standby.
   */
  public void write(String trial) {
    if (replicated) {
      getEntityManager()
          .createNativeQuery("select code from trial where code = :trial for share", String.class)
          .setParameter("trial", trial)
          .getSingleResult();
    }
  }

  /** The time by the database's clock, in whole milliseconds. */
  public Instant now() {
    return getEntityManager()
        .createQuery("select " + now, Instant.class)
        .getSingleResult()
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** The position of entry 0 of the trial's current log. */
  public long first(String trial) {
    return getEntityManager()
        .createQuery("select first from LogHead where trial = :trial and ended = false", Long.class)
        .setParameter("trial", trial)
        .getSingleResult();
  }

  /**
   * The head of the trial's current log, not locked; empty if the trial does not exist.
   *
   * <p>Reads columns, not the entity: {@link #lock} would otherwise get this old state back from
   * the persistence context and append to it.
   */
  public Optional<TreeHead> current(String trial) {
    return getEntityManager()
        .createQuery(
            "select number, origin, first, size, frontier, lastTime from LogHead"
                + " where trial = :trial and ended = false",
            Object[].class)
        .setParameter("trial", trial)
        .getResultStream()
        .map(row -> head(trial, row))
        .findFirst();
  }

  private static TreeHead head(String trial, Object[] row) {
    return new TreeHead(
        new LogId(trial, (int) row[0], (String) row[1], (long) row[2]),
        (long) row[3],
        (byte[]) row[4],
        (Instant) row[5]);
  }

  /** All of the trial's logs, the current one last. */
  public List<LogId> all(String trial) {
    return getEntityManager()
        .createQuery(
            "select new org.kleroterion.log.entry.LogId(trial, number, origin, first) from LogHead"
                + " where trial = :trial order by number",
            LogId.class)
        .setParameter("trial", trial)
        .getResultList();
  }

  /** The log that the entry at this position belongs to. */
  public LogId at(String trial, long position) {
    List<LogId> logs = all(trial);
    for (int i = logs.size() - 1; i >= 0; i--) {
      if (logs.get(i).first() <= position) {
        return logs.get(i);
      }
    }
    throw new IllegalStateException("the trial " + trial + " has no log");
  }

  /**
   * The number of entries after the log's end. One statement reads the head and the entries, so
   * that an entry that is being appended is not counted.
   */
  public long entriesBeyond(LogId log) {
    return getEntityManager()
        .createQuery(
            "select count(*) from LogHead head, Entry entry where head.trial = :trial"
                + " and head.number = :number and head.ended = false"
                + " and entry.trial = head.trial and entry.position >= head.first + head.size",
            Long.class)
        .setParameter("trial", log.trial())
        .setParameter("number", log.number())
        .getSingleResult();
  }

  /** The codes of all trials that have a log. */
  public List<String> trials() {
    return getEntityManager()
        .createQuery("select trial from LogHead where ended = false order by trial", String.class)
        .getResultList();
  }
}
