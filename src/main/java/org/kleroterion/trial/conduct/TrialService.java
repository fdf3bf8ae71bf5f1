package org.kleroterion.trial.conduct;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Caller;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.ProblemType;
import org.kleroterion.problem.Refusal;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.Trial;
import org.kleroterion.trial.TrialRepository;
import org.kleroterion.trial.TrialSite;
import org.kleroterion.trial.TrialSiteRepository;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.Trials;
import org.kleroterion.wire.Created;
import org.kleroterion.wire.Page;
import org.kleroterion.wire.PageRequest;

/** Reads the definitions of trials, changes their status and adds sites. */
@ApplicationScoped
public class TrialService {
  private final Trials trials;
  private final TrialRepository repository;
  private final TrialSiteRepository sites;
  private final KeyReveal reveal;
  private final TrialLog log;
  private final Transactions transactions;

  TrialService(
      Trials trials,
      TrialRepository repository,
      TrialSiteRepository sites,
      KeyReveal reveal,
      TrialLog log,
      Transactions transactions) {
    this.trials = trials;
    this.repository = repository;
    this.sites = sites;
    this.reveal = reveal;
    this.log = log;
    this.transactions = transactions;
  }

  TrialDefinition definition(Caller caller, String code) {
    return transactions.run(
        () -> {
          ServedTrial trial = trials.require(caller, code);
          return TrialDefinition.of(trial, log.vkey(code), reveal.revealed(trial), sites.of(code));
        });
  }

  /**
   * Opens, pauses or closes the trial. A request for the current status changes nothing.
   *
   * @throws StatusChangeRefused if the status cannot follow the current one
   */
  StatusView changeStatus(Caller caller, String code, StatusRequest request) {
    trials.require(caller, code);
    return changeStatus(Actor.of(caller), code, request.status(), request.reason());
  }

  /**
   * Opens the trial if its status is still REGISTERED. The service calls this itself at start, in
   * evaluation mode. A trial whose log is broken is not opened.
   */
  public void openAtStart(String code, String reason) {
    try {
      if (transactions.run(() -> trials.state(code)).status() == TrialStatus.REGISTERED) {
        changeStatus(Actor.SERVICE, code, TrialStatus.OPEN, reason);
      }
    } catch (LogGuard.LogBroken e) {
      // The trial stays as it is. The guard has already reported the problem.
      return;
    }
  }

  private StatusView changeStatus(Actor actor, String code, TrialStatus status, String reason) {
    return transactions.run(
        () -> {
          LockedLog head = log.lock(code);
          Trial trial = repository.findById(code);
          if (trial.status == status) {
            return new StatusView(code, status);
          }
          if (!trial.status.mayBecome(status)) {
            throw new StatusChangeRefused(trial.status, status);
          }
          Map<String, Object> data = new LinkedHashMap<>();
          data.put("from", trial.status.name());
          data.put("to", status.name());
          data.put("reason", reason);
          head.append(NewEntry.ofTrial(EntryType.STATUS_CHANGED, actor, data));
          trial.status = status;
          return new StatusView(code, status);
        });
  }

  /**
   * Adds a site. Changes nothing if the trial already has exactly this site.
   *
   * @throws SiteAlreadyKnown if the trial has a site with this code, but with another name or time
   *     zone
   */
  Created<SiteView> addSite(Caller caller, String code, SiteRequest request) {
    trials.require(caller, code);
    caller.requireSite(request.code());
    requireTimeZone(request.timeZone());
    SiteView view = new SiteView(request.code(), request.name(), request.timeZone());
    return transactions.run(
        () -> {
          LockedLog head = log.lock(code);
          Optional<TrialSite> known = sites.find(code, request.code());
          if (known.isPresent()) {
            requireSame(known.get(), request);
            return new Created<>(view, false);
          }
          TrialSite site = new TrialSite();
          site.trial = code;
          site.code = request.code();
          site.name = request.name();
          site.timeZone = request.timeZone();
          sites.persist(site);
          Map<String, Object> data = new LinkedHashMap<>();
          data.put("name", site.name);
          data.put("timeZone", site.timeZone);
          data.put("reason", request.reason());
          head.append(
              new NewEntry(
                  EntryType.SITE_ADDED,
                  Actor.of(caller),
                  Optional.empty(),
                  Optional.of(site.code),
                  data));
          return new Created<>(view, true);
        });
  }

  private static void requireTimeZone(String timeZone) {
    try {
      ZoneId.of(timeZone);
    } catch (DateTimeException e) {
      throw new InvalidRequest("/timeZone", "Must be an IANA time zone, like Asia/Shanghai.");
    }
  }

  private static void requireSame(TrialSite known, SiteRequest request) {
    if (!known.name.equals(request.name()) || !known.timeZone.equals(request.timeZone())) {
      throw new SiteAlreadyKnown(known);
    }
  }

  Page<TrialView> list(Caller caller, PageRequest request) {
    return Page.within(
        trials.within(caller).stream().map(TrialView::of).toList(),
        request,
        TrialView::trial,
        TrialView.COLUMNS);
  }

  /** The requested status cannot follow the current one. */
  static final class StatusChangeRefused extends Refusal {
    StatusChangeRefused(TrialStatus from, TrialStatus to) {
      super(
          ProblemType.STATUS_CHANGE_REFUSED,
          "The trial is "
              + from
              + " and cannot become "
              + to
              + ". REGISTERED and PAUSED can become OPEN, OPEN can become PAUSED, every status can"
              + " become CLOSED. CLOSED is final.");
      member("trialStatus", from.name());
    }
  }

  /** The trial has a site with this code, but with another name or time zone. */
  static final class SiteAlreadyKnown extends Refusal {
    SiteAlreadyKnown(TrialSite known) {
      super(
          ProblemType.SITE_ALREADY_KNOWN,
          "The trial already has a site '"
              + known.code
              + "' named '"
              + known.name
              + "' in "
              + known.timeZone
              + ". Use another code for the new site.");
    }
  }
}
