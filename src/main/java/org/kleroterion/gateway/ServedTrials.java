package org.kleroterion.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.kleroterion.access.Caller;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.protocol.Protocol;

/** The trials as they are at the start, against which mapping files are checked. */
@ApplicationScoped
public class ServedTrials {
  private final Trials trials;
  private final Transactions transactions;

  ServedTrials(Trials trials, Transactions transactions) {
    this.trials = trials;
    this.transactions = transactions;
  }

  /** A trial's protocol in force and the codes of its sites, those added since among them. */
  public record Served(Protocol protocol, Set<String> sites) {}

  /**
   * Empty if there is no such trial.
   *
   * @throws org.kleroterion.problem.Refusal if the service does not serve it
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

  /** The codes of those that are registered and that the service does not serve. */
  public Set<String> unserved() {
    return trials.refused().keySet();
  }
}
