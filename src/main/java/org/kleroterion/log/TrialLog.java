package org.kleroterion.log;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The one way into a trial's log. Every method joins the transaction that makes the change it
 * records, so that neither exists without the other.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class TrialLog {
  private static final int SALT_BYTES = 16;

  private final LogHeadRepository heads;
  private final EntryRepository entries;
  private final InstantSource clock;
  private final SecureRandom random;

  TrialLog(
      LogHeadRepository heads, EntryRepository entries, InstantSource clock, SecureRandom random) {
    this.heads = heads;
    this.entries = entries;
    this.clock = clock;
    this.random = random;
  }

  /** Begins the log of a new trial, with its first entry. */
  public Logged begin(String trial, NewEntry registration) {
    LogHead head = new LogHead();
    head.trial = trial;
    head.size = 0;
    head.lastTime = now();
    heads.persist(head);
    return append(head, registration);
  }

  /**
   * Waits for the end of the log and holds it until the transaction ends: the last lock of any
   * transaction.
   */
  public LockedLog lock(String trial) {
    return new LockedLog(this, heads.lock(trial));
  }

  /** Whether anything of this type has ever happened in the trial. */
  public boolean holds(String trial, EntryType type) {
    return entries.any(trial, type);
  }

  Logged append(LogHead head, NewEntry happened) {
    Entry entry = new Entry();
    entry.trial = head.trial;
    entry.index = head.size;
    entry.time = timeAfter(head);
    entry.type = happened.type().name();
    entry.actor = happened.actor().id();
    entry.subject = happened.subject().orElse(null);
    entry.site = happened.site().orElse(null);
    entry.leaf = Leaf.of(entry.index, entry.time, happened, salt());
    entries.persist(entry);
    head.size = entry.index + 1;
    head.lastTime = entry.time;
    return new Logged(entry.index, entry.time);
  }

  // Replicas' clocks differ; a log whose times run backwards would look edited.
  private Instant timeAfter(LogHead head) {
    Instant now = now();
    return now.isBefore(head.lastTime) ? head.lastTime : now;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }
}
