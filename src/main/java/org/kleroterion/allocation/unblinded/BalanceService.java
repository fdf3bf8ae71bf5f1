package org.kleroterion.allocation.unblinded;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.kleroterion.access.Caller;
import org.kleroterion.allocation.AllocationRepository;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;

/** Counts the allocations for a statistician. The log records every read (R07, R08). */
@ApplicationScoped
class BalanceService {
  private final Trials trials;
  private final AllocationRepository allocations;
  private final TrialLog log;
  private final Transactions transactions;

  BalanceService(
      Trials trials, AllocationRepository allocations, TrialLog log, Transactions transactions) {
    this.trials = trials;
    this.allocations = allocations;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * @throws Caller.WholeTrialOutOfReach if the token is not for all sites
   */
  BalanceView read(Caller caller, String code) {
    trials.require(caller, code);
    caller.requireEverySite();
    return transactions.run(
        () -> {
          // Lock before counting, so that the counts match the log before this read's entry.
          LockedLog head = log.lock(code);
          ServedTrial trial = trials.require(caller, code);
          BalanceView balance =
              BalanceView.of(trial.protocol(), trials.sites(code), allocations.tallies(code));
          head.append(
              NewEntry.ofTrial(
                  EntryType.BALANCE_READ,
                  Actor.of(caller),
                  Map.of("allocations", balance.allocated())));
          return balance;
        });
  }
}
