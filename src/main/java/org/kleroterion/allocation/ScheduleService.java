package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kleroterion.access.Caller;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.TrialLog;
import org.kleroterion.randomization.Place;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;

/** Shows a stratum's sequence to the unblinded role; every read is in the log (R07, R08). */
@ApplicationScoped
class ScheduleService {
  private final Trials trials;
  private final Keys keys;
  private final AllocationRepository allocations;
  private final StratumCursorRepository cursors;
  private final TrialLog log;
  private final Transactions transactions;

  ScheduleService(
      Trials trials,
      Keys keys,
      AllocationRepository allocations,
      StratumCursorRepository cursors,
      TrialLog log,
      Transactions transactions) {
    this.trials = trials;
    this.keys = keys;
    this.allocations = allocations;
    this.cursors = cursors;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * @throws Caller.WholeTrialOutOfReach if the caller is limited to sites
   * @throws StratumUnknown if the protocol in force has no such stratum
   */
  ScheduleView read(Caller caller, String code, ScheduleRequest request) {
    Optional<Long> asked = request.from();
    int slots = request.slots();
    trials.require(caller, code);
    caller.requireEverySite();
    return transactions.run(
        () -> {
          // No subject is allocated while the log is held, so what is shown as issued is what
          // stands in the log before this read's entry.
          LockedLog head = log.lock(code);
          ServedTrial trial = trials.require(caller, code);
          requireStratum(trial, request.stratum);
          long issued = cursors.issued(code, request.stratum);
          long from = asked.orElse(issued);
          ScheduleView schedule =
              new ScheduleView(
                  request.stratum, issued, slots(trial, request.stratum, from, slots, issued));

          Map<String, Object> data = new LinkedHashMap<>();
          data.put("stratum", request.stratum);
          data.put("from", from);
          data.put("slots", slots);
          head.append(NewEntry.ofTrial(EntryType.SCHEDULE_READ, Actor.of(caller), data));
          return schedule;
        });
  }

  private static void requireStratum(ServedTrial trial, String stratum) {
    if (!trial.protocol().strata().contains(stratum)) {
      throw new StratumUnknown(trial, stratum, "?stratum");
    }
  }

  private List<SlotView> slots(
      ServedTrial trial, String stratum, long from, int slots, long issued) {
    Map<Long, Allocation> taken =
        allocations.ofSlots(trial.code(), stratum, from, slots).stream()
            .collect(Collectors.toMap(allocation -> allocation.ordinal, Function.identity()));
    Sequence sequence = new Sequence(keys.of(trial.code()), trial.code(), stratum, trial.scheme());
    Place start = sequence.place(from);

    List<SlotView> views = new ArrayList<>();
    int position = start.position();
    for (long number = start.block(); views.size() < slots; number++) {
      List<String> block = sequence.block(number);
      for (; position < block.size() && views.size() < slots; position++) {
        long ordinal = from + views.size();
        String arm = block.get(position);
        Optional<Allocation> allocation = Optional.ofNullable(taken.get(ordinal));
        requireTrue(trial, arm, ordinal < issued, allocation);
        views.add(
            new SlotView(
                ordinal,
                number,
                position,
                block.size(),
                arm,
                allocation.map(one -> one.subject),
                allocation.map(one -> one.number),
                allocation.map(one -> one.allocatedAt)));
      }
      position = 0;
    }
    return views;
  }

  // A subject shown beside an arm that she did not get would be worse than no answer.
  private static void requireTrue(
      ServedTrial trial, String arm, boolean issued, Optional<Allocation> allocation) {
    boolean asDrawn = allocation.filter(one -> one.arm.equals(arm)).isPresent();
    if (issued ? !asDrawn : allocation.isPresent()) {
      throw new IllegalStateException(
          "the allocations of " + trial.code() + " are not its sequence: the database was altered");
    }
  }
}
