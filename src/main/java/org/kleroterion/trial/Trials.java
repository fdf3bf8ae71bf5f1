package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.List;
import org.kleroterion.access.Caller;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.Violation;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.protocol.Site;

/**
 * Finds the registered trials, checks that a caller's token reaches them, and knows which of them
 * are not served.
 */
@ApplicationScoped
public class Trials {
  private final TrialRepository trials;
  private final TrialSiteRepository sites;
  private final Protocols protocols;
  private final Transactions transactions;
  private final TrialTroubles troubles;

  Trials(
      TrialRepository trials,
      TrialSiteRepository sites,
      Protocols protocols,
      Transactions transactions,
      TrialTroubles troubles) {
    this.trials = trials;
    this.sites = sites;
    this.protocols = protocols;
    this.transactions = transactions;
    this.troubles = troubles;
  }

  /**
   * The trial's current state.
   *
   * @throws Caller.TrialUnknown if the trial does not exist or the token does not reach it
   * @throws TrialRefused if this service does not serve it
   */
  public ServedTrial require(Caller caller, String code) {
    caller.requireTrial(code);
    return transactions.run(() -> require(code));
  }

  /**
   * The trial's current state, without a check of the caller. If the transaction holds the lock of
   * the trial's log, the state cannot change until the transaction ends.
   *
   * @throws Caller.TrialUnknown if the trial does not exist
   * @throws TrialRefused if this service does not serve it
   */
  public ServedTrial require(String code) {
    // Before the trial is read: its protocol may be what cannot be read.
    if (troubles.isNotServed(code)) {
      throw new TrialRefused(code);
    }
    return trials
        .findByIdOptional(code)
        .map(this::served)
        .orElseThrow(() -> new Caller.TrialUnknown(code));
  }

  /** The served trials that the caller's token reaches, ordered by code. */
  public List<ServedTrial> within(Caller caller) {
    return transactions.run(
        () ->
            trials.inOrder().stream()
                .filter(
                    trial ->
                        caller.trials().includes(trial.code) && !troubles.isNotServed(trial.code))
                .map(this::served)
                .toList());
  }

  /** The codes of all served trials, in alphabetical order. */
  public List<String> codes() {
    return transactions.run(
        () ->
            trials.inOrder().stream()
                .map(trial -> trial.code)
                .filter(code -> !troubles.isNotServed(code))
                .toList());
  }

  /** The weights and block sizes of the protocol version in force. */
  public Scheme scheme(String trial) {
    return Schedule.scheme(protocols.of(trial, trials.currentState(trial).version()));
  }

  /** The current status and version. Call it under the lock of the trial's log. */
  public TrialState state(String trial) {
    return trials.currentState(trial);
  }

  /**
   * Checks that the trial has the site.
   *
   * @throws SiteUnknown if the trial does not have it
   */
  public void requireSite(String trial, String site) {
    if (sites.find(trial, site).isEmpty()) {
      throw new SiteUnknown(trial, site);
    }
  }

  /** The codes of the trial's sites, in alphabetical order. */
  public List<String> sites(String trial) {
    return sites.of(trial).stream().map(site -> site.code).toList();
  }

  /** The trial's sites, ordered by code. */
  public List<Site> enrolling(String trial) {
    return sites.of(trial).stream()
        .map(site -> new Site(site.code, site.name, ZoneId.of(site.timeZone)))
        .toList();
  }

  private ServedTrial served(Trial trial) {
    return new ServedTrial(
        trial.code, protocols.of(trial.code, trial.version), trial.status, trial.commitment);
  }

  /**
   * The master secret does not fit the trial as it was registered, its registered protocol cannot
   * be read, or it was never registered because its protocol file is faulty.
   */
  static final class TrialRefused extends Refusal {
    TrialRefused(String trial) {
      super(
          ProblemType.TRIAL_REFUSED,
          "The service does not serve the trial "
              + trial
              + " now, because its configuration is wrong. Nothing was changed. The operator finds"
              + " the reason in the readiness check.");
    }
  }

  /** The request names a site that the trial does not have. */
  static final class SiteUnknown extends Refusal {
    SiteUnknown(String trial, String site) {
      super(
          ProblemType.SITE_UNKNOWN,
          "The trial "
              + trial
              + " has no site '"
              + site
              + "'. GET /v1/trials/"
              + trial
              + " lists its sites.",
          List.of(new Violation("/site", "Must be one of the trial's sites.")));
    }
  }
}
