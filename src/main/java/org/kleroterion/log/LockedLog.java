package org.kleroterion.log;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.LogHead;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.log.entry.NewEntry;

/**
 * The head of a trial's log, locked by the running transaction. Entries are appended only through
 * it.
 */
public final class LockedLog {
  /** More than the entries of a full group of requests: two for each of 64. */
  private static final int LONGEST_CHAIN = 256;

  private final TrialLog log;
  private final LogHead head;
  private Optional<Logged> last = Optional.empty();
  private int chained;

  LockedLog(TrialLog log, LogHead head) {
    this.log = log;
    this.head = head;
  }

  /** The position of entry 0 of this log. Smaller positions belong to logs that have ended. */
  public long first() {
    return head.first;
  }

  /** The number of entries, including those that this transaction has appended. */
  public long size() {
    return head.size;
  }

  /** The time that the next entry gets. */
  public Instant time() {
    return head.nextTime();
  }

  /** Appends LOG_EXPORTED; the number of exported entries in it counts this entry too. */
  public Logged appendExport(Caller caller) {
    return append(
        NewEntry.ofTrial(
            EntryType.LOG_EXPORTED, Actor.of(caller), Map.of("entries", head.size + 1)));
  }

  /** Appends one entry. It takes effect when the transaction commits. */
  public Logged append(NewEntry entry) {
    // A log restart appends every allocation of a trial: the chain must not hold all of them in
    // memory.
    if (chained == LONGEST_CHAIN) {
      last = Optional.empty();
      chained = 0;
    }
    Logged logged = log.append(head, entry, last);
    last = Optional.of(logged);
    chained++;
    return logged;
  }
}
