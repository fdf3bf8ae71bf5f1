package org.kleroterion.log;

import java.time.Instant;
import java.util.Map;
import org.kleroterion.access.Caller;

/** The end of a trial's log, held by the running transaction: only who holds it can append. */
public final class LockedLog {
  private final TrialLog log;
  private final LogHead head;

  LockedLog(TrialLog log, LogHead head) {
    this.log = log;
    this.head = head;
  }

  /** The position of its entry 0: what was logged before belongs to a log that has ended. */
  public long first() {
    return head.first;
  }

  /** How many entries it has. */
  public long size() {
    return head.size;
  }

  /** The time of an entry that is appended. */
  public Instant time() {
    return head.nextTime();
  }

  /** Appends that the caller exports the log up to the entry that says so. */
  public Logged appendExport(Caller caller) {
    return append(
        NewEntry.ofTrial(
            EntryType.LOG_EXPORTED, Actor.of(caller), Map.of("entries", head.size + 1)));
  }

  /** Appends one entry; it stands once the transaction has committed. */
  public Logged append(NewEntry entry) {
    return log.append(head, entry);
  }
}
