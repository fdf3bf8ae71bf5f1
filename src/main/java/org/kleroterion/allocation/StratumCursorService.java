package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.LogRestarted;
import org.kleroterion.trial.StrataDefined;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Times;

/**
 * Keeps the strata's cursors in step with the trial. Adds cursors for new strata. After a log
 * restart, copies the trial's earlier allocations into the new log, directly after its first entry,
 * and sets the cursors to match them.
 */
@ApplicationScoped
class StratumCursorService {
  private static final int ROWS = 1000;

  private final AllocationRepository allocations;
  private final StratumCursorRepository cursors;
  private final Keys keys;
  private final Trials trials;

  StratumCursorService(
      AllocationRepository allocations, StratumCursorRepository cursors, Keys keys, Trials trials) {
    this.allocations = allocations;
    this.cursors = cursors;
    this.keys = keys;
    this.trials = trials;
  }

  void define(@Observes StrataDefined defined) {
    for (String stratum : defined.strata()) {
      if (cursors.find(defined.trial(), stratum).isEmpty()) {
        cursors.define(defined.trial(), stratum);
      }
    }
  }

  void carryOver(@Observes LogRestarted restarted) {
    Map<String, Long> issued = new HashMap<>();
    long number = 0;
    List<Allocation> page;
    do {
      page = allocations.after(restarted.trial(), number, ROWS);
      for (Allocation allocation : page) {
        number++;
        requireNext(allocation, number, issued);
        restarted.log().append(entry(restarted, allocation));
      }
    } while (page.size() == ROWS);
    moveCursors(restarted.trial(), issued);
  }

  private static void requireNext(Allocation allocation, long number, Map<String, Long> issued) {
    long expectedOrdinal = issued.merge(allocation.stratum, 1L, Long::sum) - 1;
    // An emergency list may have gaps: not every card is used.
    if (allocation.number != number
        || (allocation.ordinal != expectedOrdinal && !EmergencyStratum.isOne(allocation.stratum))) {
      throw new CarryOverRefused(number);
    }
  }

  private static NewEntry entry(LogRestarted restarted, Allocation allocation) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("number", allocation.number);
    data.put("stratum", allocation.stratum);
    if (EmergencyStratum.isOne(allocation.stratum)) {
      data.put("place", allocation.ordinal + 1);
    }
    data.put("arm", allocation.arm);
    data.put("assessment", allocation.assessment.toString());
    data.put("time", Times.text(allocation.allocatedAt));
    data.put("allocatedBy", allocation.allocatedBy);
    if (allocation.requestedBy != null) {
      data.put("requestedBy", allocation.requestedBy);
    }
    return NewEntry.ofSubject(
        EntryType.ALLOCATION_CARRIED_OVER,
        restarted.actor(),
        allocation.subject,
        allocation.site,
        data);
  }

  private void moveCursors(String trial, Map<String, Long> issued) {
    for (StratumCursor cursor : cursors.of(trial)) {
      if (EmergencyStratum.isOne(cursor.stratum)) {
        continue;
      }
      long slots = issued.getOrDefault(cursor.stratum, 0L);
      cursor.moveTo(
          slots,
          new Sequence(keys.of(trial), trial, cursor.stratum, trials.scheme(trial))
              .blockPosition(slots));
    }
  }

  /** The database does not hold every issued allocation in order. */
  static final class CarryOverRefused extends Refusal {
    CarryOverRefused(long number) {
      super(
          ProblemType.CARRY_OVER_REFUSED,
          "The database does not hold all issued allocations: number "
              + number
              + " is missing or out of order in its stratum. Restore the database from a backup"
              + " first.");
    }
  }
}
