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
import org.kleroterion.log.note.Note;
import org.kleroterion.log.tree.Frontier;
import org.kleroterion.log.tree.Hashes;
import org.kleroterion.problem.Refusal;

/**
 * The one way into a trial's log. Every method joins the transaction that makes the change it
 * records, so that neither exists without the other.
 */
@ApplicationScoped
// Marked for rollback by a refusal, a transaction would be taken for one that the database failed.
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

  /** The key that verifies the trial's log, also of a log that is still to begin. */
  public String vkey(String trial) {
    String origin =
        heads
            .current(trial)
            .map(head -> head.log().origin())
            .orElseGet(() -> origins.of(trial, FIRST));
    return origins.verifier(origin).vkey();
  }

  /** Begins the log of a new trial, with its first entry. */
  public Logged begin(String trial, NewEntry registration) {
    LogHead head = new LogHead();
    head.trial = trial;
    head.number = FIRST;
    head.origin = origins.of(trial, FIRST);
    head.first = 0;
    head.lockedAt = heads.now();
    head.moveTo(Frontier.EMPTY, head.lockedAt);
    heads.persist(head);
    return append(head, registration);
  }

  /**
   * Waits for the end of the log and holds it until the transaction ends: the one lock of the
   * trial. What is read under it stays so until then.
   *
   * @throws LogGuard.LogBroken if the log is not what this service signed: nothing is written then
   */
  public LockedLog lock(String trial) {
    LogHead head = heads.lock(trial);
    guard.require(head.tree());
    return new LockedLog(this, head);
  }

  /** The time, as entries have it. */
  public Instant now() {
    return heads.now();
  }

  /** The position of the current log's entry 0. */
  public long first(String trial) {
    return heads.first(trial);
  }

  /** The positions of the entries 0 of all logs that the trial ever had, the current one last. */
  public List<Long> beginnings(String trial) {
    return heads.all(trial).stream().map(LogId::first).toList();
  }

  /**
   * A log that takes the place of a broken one, without an entry yet.
   *
   * @param vkey of its key
   * @param previous what its first entry has to say of the log before
   */
  public record Restarted(LockedLog log, String vkey, Map<String, Object> previous) {}

  /**
   * Ends the trial's log and begins another behind everything that is there.
   *
   * @param broken the log that was found broken
   * @throws IllegalStateException if another one has taken its place meanwhile
   */
  Restarted restart(LogId broken, Optional<Note> lastCheckpoint) {
    LogHead ended = heads.lock(broken.trial());
    if (ended.number != broken.number()) {
      throw new IllegalStateException("the log " + broken.origin() + " has ended already");
    }
    ended.ended = true;
    LogHead head = new LogHead();
    head.trial = broken.trial();
    head.number = ended.number + 1;
    head.origin = origins.of(head.trial, head.number);
    head.first = Math.max(entries.free(head.trial), ended.first + ended.size);
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

  /** Whether anything of this type has ever happened in the trial. */
  public boolean holds(String trial, EntryType type) {
    return entries.any(trial, type);
  }

  /**
   * An entry that stands, for its receipt.
   *
   * @param position as {@link Logged#position} told it
   */
  public Logged at(String trial, long position) {
    LogId log = heads.at(trial, position);
    long index = position - log.first();
    Entry entry =
        entries
            .find(trial, position)
            .orElseThrow(() -> guard.missing(log, index, "entry " + index + " is not there"));
    Logged logged = new Logged(log, entry.time, entry.leaf, tree.edge(log, index), false);
    if (!Arrays.equals(Hashes.join(logged.appended().completed()), entry.hashes)) {
      throw guard.broken(trial, "entry " + index + " or its hashes were changed");
    }
    return logged;
  }

  /**
   * The same of an entry beside which a row stands: one that was edited is not answered with.
   *
   * @param says whether the leaf says what the row says
   * @throws LogGuard.LogBroken if it does not
   */
  public Logged at(String trial, long position, Predicate<JsonNode> says) {
    Logged logged = at(trial, position);
    if (!says.test(logged.content())) {
      throw guard.broken(
          trial, "entry " + logged.before().size() + " says otherwise than the row beside it");
    }
    return logged;
  }

  Logged append(LogHead head, NewEntry happened) {
    Instant time = head.nextTime();
    Frontier before = head.tree().edge();
    byte[] leaf = Leaf.of(before.size(), time, happened, salt());
    Logged logged = new Logged(head.id(), time, leaf, before, true);
    Frontier.Appended appended = logged.appended();

    Entry entry = new Entry();
    entry.trial = head.trial;
    entry.position = logged.position();
    entry.time = time;
    entry.type = happened.type().name();
    entry.actor = happened.actor().id();
    entry.subject = happened.subject().orElse(null);
    entry.site = happened.site().orElse(null);
    entry.leaf = leaf;
    entry.hashes = Hashes.join(appended.completed());
    entries.persist(entry);
    head.moveTo(appended.frontier(), time);
    listeners.forEach(
        listener -> listener.appended(head.trial, happened.type(), happened.subject(), logged));
    return logged;
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }
}
