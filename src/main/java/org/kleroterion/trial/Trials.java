package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kleroterion.access.Caller;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.problem.Violation;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.protocol.Site;

/** The trials that are served here, and to whom. */
@ApplicationScoped
public class Trials {
  private final TrialRepository trials;
  private final TrialSiteRepository sites;
  private final Protocols protocols;
  private final Transactions transactions;
  private final Map<String, String> refused = new ConcurrentHashMap<>();

  Trials(
      TrialRepository trials,
      TrialSiteRepository sites,
      Protocols protocols,
      Transactions transactions) {
    this.trials = trials;
    this.sites = sites;
    this.protocols = protocols;
    this.transactions = transactions;
  }

  /**
   * The trial as it stands now.
   *
   * @throws Caller.TrialUnknown if there is none, or the token does not reach it
   * @throws TrialRefused if this service does not serve it
   */
  public ServedTrial require(Caller caller, String code) {
    caller.requireTrial(code);
    return transactions.run(() -> require(code));
  }

  /**
   * The same in a transaction that holds the trial's log: nothing of it changes until that ends.
   *
   * @throws Caller.TrialUnknown if there is none
   * @throws TrialRefused if this service does not serve it
   */
  public ServedTrial require(String code) {
    ServedTrial trial =
        trials
            .findByIdOptional(code)
            .map(this::served)
            .orElseThrow(() -> new Caller.TrialUnknown(code));
    if (refused.containsKey(code)) {
      throw new TrialRefused(code);
    }
    return trial;
  }

  /** The trials within the caller's reach that are served, by code. */
  public List<ServedTrial> within(Caller caller) {
    return transactions.run(
        () ->
            trials.inOrder().stream()
                .filter(
                    trial ->
                        caller.trials().includes(trial.code) && !refused.containsKey(trial.code))
                .map(this::served)
                .toList());
  }

  /** The codes of all registered trials that are served. */
  public List<String> codes() {
    return transactions.run(
        () ->
            trials.inOrder().stream()
                .map(trial -> trial.code)
                .filter(code -> !refused.containsKey(code))
                .toList());
  }

  /** The shares and block sizes of the version in force. */
  public Scheme scheme(String trial) {
    return Schedule.scheme(protocols.of(trial, trials.standing(trial).version()));
  }

  /** The status and version at this moment, for a decision under the log's lock. */
  public Standing standing(String trial) {
    return trials.standing(trial);
  }

  /**
   * @throws SiteUnknown if the trial has no such site
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

  /** The trial's sites, by code. */
  public List<Site> enrolling(String trial) {
    return sites.of(trial).stream()
        .map(site -> new Site(site.code, site.name, ZoneId.of(site.timeZone)))
        .toList();
  }

  /** Why the service does not serve a trial, by code; for the operator, never for callers. */
  public Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  void refuse(String trial, Optional<String> reason) {
    reason.ifPresentOrElse(why -> refused.put(trial, why), () -> refused.remove(trial));
  }

  private ServedTrial served(Trial trial) {
    return new ServedTrial(
        trial.code, protocols.of(trial.code, trial.version), trial.status, trial.commitment);
  }

  /** The service's set-up does not fit the trial; its operator knows why. */
  static final class TrialRefused extends Refusal {
    TrialRefused(String trial) {
      super(
          ProblemType.TRIAL_REFUSED,
          "The service's set-up does not fit what is registered of "
              + trial
              + ". Nothing was changed; the operator finds the reason in the service's output.");
    }
  }

  /** A site that the trial does not have. */
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
              + " lists them.",
          List.of(new Violation("/site", "Must be one of the trial's sites.")));
    }
  }
}
