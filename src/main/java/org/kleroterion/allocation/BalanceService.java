package org.kleroterion.allocation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.kleroterion.access.Caller;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.TrialLog;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trials;

/** Counts the allocations for the unblinded role; every read is in the log (R07, R08). */
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
   * @throws Caller.WholeTrialOutOfReach if the caller is limited to sites
   */
  BalanceView read(Caller caller, String code) {
    trials.require(caller, code);
    caller.requireEverySite();
    return transactions.run(
        () -> {
          // Held before anything is counted: the counts are those of the log up to this entry.
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
