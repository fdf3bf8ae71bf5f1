package org.kleroterion.log;

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
class LogHeadRepository implements PanacheRepositoryBase<LogHead, LogHead.Key> {
  private static final int TRIES = 3;

  private final boolean replicated;
  private final String now;

  LogHeadRepository(@ConfigProperty(name = "quarkus.datasource.db-kind") String kind) {
    replicated = kind.equals("postgresql");
    // The replicas' clocks differ, and the log has one time. Not when the transaction began: it may
    // have waited since. H2 has no such clock, but there no transaction waits for another.
    String clock = replicated ? "clock_timestamp()" : "current_timestamp";
    now = "cast(sql('" + clock + "') as Instant)";
  }

  /**
   * Locks the head of the trial's log until the transaction ends.
   *
   * @throws Caller.TrialUnknown if there is no such trial: each has a log from its registration on
   */
  LogHead lock(String trial) {
    // A restart ends the log for whose head this waits; then there is another one to wait for.
    for (int attempt = 0; attempt < TRIES; attempt++) {
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
   * Makes the running transaction one that has written, and so waits for a standby when it commits;
   * without waiting for whoever holds the head.
   */
  void write(String trial) {
    if (replicated) {
      getEntityManager()
          .createNativeQuery("select code from trial where code = :trial for share", String.class)
          .setParameter("trial", trial)
          .getSingleResult();
    }
  }

  /** The database's clock, in milliseconds. */
  Instant now() {
    return getEntityManager()
        .createQuery("select " + now, Instant.class)
        .getSingleResult()
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** Where the trial's current log begins among all that it ever logged. */
  long first(String trial) {
    return getEntityManager()
        .createQuery("select first from LogHead where trial = :trial and ended = false", Long.class)
        .setParameter("trial", trial)
        .getSingleResult();
  }

  /**
   * The trial's log as it stands. Read past the persistence context: a head that was read before it
   * is locked would be the one that is then changed.
   */
  Optional<TreeHead> current(String trial) {
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

  /** All logs that the trial ever had, the current one last. */
  List<LogId> all(String trial) {
    return getEntityManager()
        .createQuery(
            "select new org.kleroterion.log.LogId(trial, number, origin, first) from LogHead"
                + " where trial = :trial order by number",
            LogId.class)
        .setParameter("trial", trial)
        .getResultList();
  }

  /** The log that holds a position. */
  LogId at(String trial, long position) {
    List<LogId> logs = all(trial);
    for (int i = logs.size() - 1; i >= 0; i--) {
      if (logs.get(i).first() <= position) {
        return logs.get(i);
      }
    }
    throw new IllegalStateException("the trial " + trial + " has no log");
  }

  /**
   * How many entries lie behind the log's end; in one statement, so that none is just being made.
   */
  long entriesBeyond(LogId log) {
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

  /** The trials that have a log. */
  List<String> trials() {
    return getEntityManager()
        .createQuery("select trial from LogHead where ended = false order by trial", String.class)
        .getResultList();
  }
}
