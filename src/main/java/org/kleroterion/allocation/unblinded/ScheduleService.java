package org.kleroterion.allocation.unblinded;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.Allocation;
import org.kleroterion.allocation.AllocationRepository;
import org.kleroterion.allocation.StratumCursorRepository;
import org.kleroterion.allocation.StratumUnknown;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.randomization.BlockPosition;
import org.kleroterion.randomization.Sequence;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;

/** Shows a stratum's sequence to a statistician. The log records every read (R07, R08). */
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
   * @throws Caller.WholeTrialOutOfReach if the token is not for all sites
   * @throws StratumUnknown if the protocol in force has no such stratum
   */
  ScheduleView read(Caller caller, String code, ScheduleRequest request) {
    Optional<Long> requestedFrom = request.from();
    int slots = request.slots();
    trials.require(caller, code);
    caller.requireEverySite();
    return transactions.run(
        () -> {
          // No subject can be allocated while the log is locked, so the slots shown as issued are
          // those that the log has before this read's entry.
          LockedLog head = log.lock(code);
          ServedTrial trial = trials.require(caller, code);
          requireStratum(trial, request.stratum);
          long issued = cursors.issued(code, request.stratum);
          long from = requestedFrom.orElse(issued);
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
    BlockPosition start = sequence.blockPosition(from);

    List<SlotView> views = new ArrayList<>();
    int offset = start.offset();
    for (long blockNumber = start.block(); views.size() < slots; blockNumber++) {
      List<String> block = sequence.block(blockNumber);
      for (; offset < block.size() && views.size() < slots; offset++) {
        long ordinal = from + views.size();
        String arm = block.get(offset);
        Optional<Allocation> allocation = Optional.ofNullable(taken.get(ordinal));
        requireConsistent(trial, arm, ordinal < issued, allocation);
        views.add(
            new SlotView(
                ordinal,
                blockNumber,
                offset,
                block.size(),
                arm,
                allocation.map(taker -> taker.subject),
                allocation.map(taker -> taker.number),
                allocation.map(taker -> taker.allocatedAt)));
      }
      offset = 0;
    }
    return views;
  }

  // Fail rather than show a subject with an arm that she did not get.
  private static void requireConsistent(
      ServedTrial trial, String arm, boolean issued, Optional<Allocation> allocation) {
    boolean asDrawn = allocation.filter(taker -> taker.arm.equals(arm)).isPresent();
    if (issued ? !asDrawn : allocation.isPresent()) {
      throw new IllegalStateException(
          "the allocations of "
              + trial.code()
              + " do not match its sequence: the database was altered");
    }
  }
}
