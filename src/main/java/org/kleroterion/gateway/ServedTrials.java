package org.kleroterion.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.access.Caller;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Protocol;

/** The trials that mapping files are checked against when the service starts. */
@ApplicationScoped
public class ServedTrials {
  private final Trials trials;
  private final Transactions transactions;
  private final TrialTroubles troubles;

  ServedTrials(Trials trials, Transactions transactions, TrialTroubles troubles) {
    this.trials = trials;
    this.transactions = transactions;
    this.troubles = troubles;
  }

  /** A trial's protocol in force and the codes of all its sites, including sites added later. */
  public record Served(Protocol protocol, Set<String> sites) {}

  /**
   * The trial; empty if no trial has this code.
   *
   * @throws org.kleroterion.problem.Refusal if the trial has a trouble and is not served
   */
  public Optional<Served> find(String trial) {
    try {
      return Optional.of(
          transactions.run(
              () -> new Served(trials.require(trial).protocol(), Set.copyOf(trials.sites(trial)))));
    } catch (Caller.TrialUnknown unknown) {
      return Optional.empty();
    }
  }

  /**
   * Whether the trial is not served, or its protocol file is not applied. A mapping file that does
   * not fit such a trial does not stop the start: it may be made for a version that is not in
   * force.
   */
  public boolean isInTrouble(String trial) {
    return troubles.isNotServed(trial) || troubles.reason(trial, Kind.PROTOCOL_REFUSED).isPresent();
  }
}
