package org.kleroterion.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kleroterion.log.checkpoint.Origins;
import org.kleroterion.log.entry.Entry;
import org.kleroterion.log.entry.EntryListener;
import org.kleroterion.log.entry.EntryRepository;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.Leaf;
import org.kleroterion.log.entry.LogHead;
import org.kleroterion.log.entry.LogHeadRepository;
import org.kleroterion.log.entry.LogId;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.log.guard.TreeReader;
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.problem.Refusal;

/**
 * Appends to a trial's log; there is no other way to do it. Every method joins the caller's
 * transaction, so that a change and its entry are committed together or not at all.
 */
@ApplicationScoped
// A refusal must not mark the transaction for rollback: that would look like a database failure.
@Transactional(value = Transactional.TxType.MANDATORY, dontRollbackOn = Refusal.class)
public class TrialLog {
  private static final int SALT_BYTES = 16;
  private static final int FIRST = 1;

  private final LogHeadRepository heads;
  private final EntryRepository entries;
  private final TreeReader tree;
  private final Origins origins;
  private final LogGuard guard;
  private final SecureRandom random;
  private final List<EntryListener> listeners;

  TrialLog(
      LogHeadRepository heads,
      EntryRepository entries,
      TreeReader tree,
      Origins origins,
      LogGuard guard,
      SecureRandom random,
      @All List<EntryListener> listeners) {
    this.heads = heads;
    this.entries = entries;
    this.tree = tree;
    this.origins = origins;
    this.guard = guard;
    this.random = random;
    this.listeners = listeners;
  }

  /**
   * The verifier key of the trial's current log. Before the trial is registered, the key that its
   * first log will have.
   */
  public String vkey(String trial) {
    String origin =
        heads
            .current(trial)
            .map(head -> head.log().origin())
            .orElseGet(() -> origins.of(trial, FIRST));
    return origins.verifier(origin).vkey();
  }

  /** Begins the first log of a new trial and appends its first entry. */
  public Logged begin(String trial, NewEntry registration) {
    LogHead head = new LogHead();
    head.trial = trial;
    head.number = FIRST;
    head.origin = origins.of(trial, FIRST);
    head.first = 0;
    head.lockedAt = heads.now();
    head.moveTo(Frontier.EMPTY, head.lockedAt);
    heads.persist(head);
    return append(head, registration, Optional.empty());
  }

  /**
   * Locks the head of the trial's log until the transaction ends; waits while another transaction
   * holds the lock. It is the trial's only lock: what is read under it does not change before the
   * transaction ends.
   *
   * @throws LogGuard.LogBroken if the log does not match what this service signed; then nothing may
   *     be written
   */
  public LockedLog lock(String trial) {
    LogHead head = heads.lock(trial);
    guard.require(head.tree());
    return new LockedLog(this, head);
  }

  /** The time by the database's clock, which entries use, in whole milliseconds. */
  public Instant now() {
    return heads.now();
  }

  /** The position of entry 0 of the trial's current log. */
  public long firstPosition(String trial) {
    return heads.first(trial);
  }

  /**
   * The position after the trial's last entry. A list that is read in several transactions leaves
   * out what has this position or a later one.
   */
  public long end(String trial) {
    return entries.nextFreePosition(trial);
  }

  /** The position of entry 0 of each of the trial's logs, the current log last. */
  public List<Long> firstPositions(String trial) {
    return heads.all(trial).stream().map(LogId::first).toList();
  }

  /**
   * A new log that replaces a broken one. It has no entry yet.
   *
   * @param log the new log, locked
   * @param vkey its verifier key
   * @param previous what its first entry must say about the broken log: {@code origin}, {@code
   *     vkey}, {@code size} and, if one is known, {@code checkpoint}
   */
  public record Restarted(LockedLog log, String vkey, Map<String, Object> previous) {}

  /**
   * Ends the broken log and begins another one. Its positions begin after all entries of the trial,
   * including entries that no head counts.
   *
   * @param lastCheckpoint the largest signed checkpoint of the broken log, if one is known
   * @throws IllegalStateException if another log has replaced the broken one in the meantime
   */
  Restarted restart(LogId broken, Optional<Note> lastCheckpoint) {
    LogHead ended = heads.lock(broken.trial());
    if (ended.number != broken.number()) {
      throw new IllegalStateException("the log " + broken.origin() + " has already been replaced");
    }
    ended.ended = true;
    LogHead head = new LogHead();
    head.trial = broken.trial();
    head.number = ended.number + 1;
    head.origin = origins.of(head.trial, head.number);
    head.first = Math.max(entries.nextFreePosition(head.trial), ended.first + ended.size);
    head.lockedAt = ended.lockedAt;
    head.moveTo(Frontier.EMPTY, ended.nextTime());
    heads.persist(head);

    Map<String, Object> previous = new LinkedHashMap<>();
    previous.put("origin", ended.origin);
    previous.put("vkey", origins.verifier(ended.origin).vkey());
    previous.put("size", ended.size);
    lastCheckpoint.ifPresent(note -> previous.put("checkpoint", note.format()));
    return new Restarted(new LockedLog(this, head), origins.verifier(head.origin).vkey(), previous);
  }

  /** Whether one of the trial's logs has an entry of this type. */
  public boolean hasEntryOf(String trial, EntryType type) {
    return entries.any(trial, type);
  }

  /**
   * Reads a committed entry with everything that its receipt needs.
   *
   * @param position see {@link Logged#position}
   * @throws LogGuard.LogBroken if the entry is missing or was changed
   */
  public Logged at(String trial, long position) {
    LogId log = heads.at(trial, position);
    long index = position - log.first();
    Entry entry =
        entries
            .find(trial, position)
            .orElseThrow(() -> guard.missing(log, index, "entry " + index + " is missing"));
    Logged logged = Logged.read(log, entry.time, entry.leaf, tree.frontier(log, index));
    if (!Arrays.equals(Hashes.join(logged.appended().completed()), entry.hashes)) {
      throw guard.broken(trial, "entry " + index + " or its hashes were changed");
    }
    return logged;
  }

  /**
   * The same for an entry that also has a database row, for example an allocation. An edited row
   * must not be returned to a caller.
   *
   * @param agrees whether the leaf agrees with the row
   * @throws LogGuard.LogBroken if it does not
   */
  public Logged at(String trial, long position, Predicate<JsonNode> agrees) {
    Logged logged = at(trial, position);
    if (!agrees.test(logged.content())) {
      throw guard.broken(
          trial, "entry " + logged.before().size() + " contradicts its database row");
    }
    return logged;
  }

  /**
   * @param previous the entry that the running transaction appended before
   */
  Logged append(LogHead head, NewEntry newEntry, Optional<Logged> previous) {
    Instant time = head.nextTime();
    Frontier before = head.tree().frontier();
    byte[] leaf = Leaf.of(before.size(), time, newEntry, salt());
    Logged logged = Logged.appended(head.id(), time, leaf, before, previous);
    Frontier.Appended appended = logged.appended();

    Entry entry = new Entry();
    entry.trial = head.trial;
    entry.position = logged.position();
    entry.time = time;
    entry.type = newEntry.type().name();
    entry.actor = newEntry.actor().id();
    entry.subject = newEntry.subject().orElse(null);
    entry.site = newEntry.site().orElse(null);
    entry.leaf = leaf;
    entry.hashes = Hashes.join(appended.completed());
    entries.persist(entry);
    head.moveTo(appended.frontier(), time);
    listeners.forEach(
        listener -> listener.appended(head.trial, newEntry.type(), newEntry.subject(), logged));
    return logged;
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }
}
