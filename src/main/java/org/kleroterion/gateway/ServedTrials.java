package org.kleroterion.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.access.Caller;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Protocol;

/** The trials that mapping files are checked against when the service starts. */
@ApplicationScoped
public class ServedTrials {
  private final Trials trials;
  private final Transactions transactions;

  ServedTrials(Trials trials, Transactions transactions) {
    this.trials = trials;
    this.transactions = transactions;
  }

  /** A trial's protocol in force and the codes of all its sites, including sites added later. */
  public record Served(Protocol protocol, Set<String> sites) {}

  /**
   * The trial; empty if no trial has this code.
   *
   * @throws org.kleroterion.problem.Refusal if the trial is registered but not served
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

  /** The codes of the trials that are registered but not served. */
  public Set<String> unserved() {
    return trials.unserved().keySet();
  }
}
