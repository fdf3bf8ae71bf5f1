package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.LogGuard;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.TrialLog;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.protocol.Protocol;

/** Registers a trial once, and later versions of its protocol as amendments. */
@ApplicationScoped
public class Registration {
  private static final Logger LOG = Logger.getLogger(Registration.class);

  private final TrialRepository trials;
  private final ProtocolVersionRepository versions;
  private final TrialSiteRepository sites;
  private final Trials served;
  private final Protocols protocols;
  private final Keys keys;
  private final TrialLog log;
  private final Event<StrataDefined> strataDefined;
  private final Transactions transactions;
  private final Settings settings;

  Registration(
      TrialRepository trials,
      ProtocolVersionRepository versions,
      TrialSiteRepository sites,
      Trials served,
      Protocols protocols,
      Keys keys,
      TrialLog log,
      Event<StrataDefined> strataDefined,
      Transactions transactions,
      Settings settings) {
    this.trials = trials;
    this.versions = versions;
    this.sites = sites;
    this.served = served;
    this.protocols = protocols;
    this.keys = keys;
    this.log = log;
    this.strataDefined = strataDefined;
    this.transactions = transactions;
    this.settings = settings;
  }

  /**
   * Registers the protocol, or an amendment, or nothing where it is registered already. A trial
   * that the service's secret or the protocol does not fit is refused from now on, and no other.
   */
  public void register(Protocol protocol) {
    try {
      boolean serves =
          decide(
              protocol.trial(), () -> register(protocol, keys.of(protocol.trial()).commitment()));
      if (serves) {
        protocols.keep(protocol);
      }
    } catch (LogGuard.LogBroken e) {
      // What is registered can still be read; the guard has said what is wrong.
      serveRegistered(protocol.trial());
    }
  }

  /** Serves a trial that is registered but whose protocol file is no longer there. */
  void serveRegistered(String code) {
    decide(code, () -> secretMismatch(trials.findById(code), keys.of(code).commitment()));
  }

  private boolean decide(String trial, Supplier<Optional<String>> work) {
    Optional<String> reason = transactions.run(work);
    reason.ifPresent(why -> LOG.errorf("The trial %s is not served: %s", trial, why));
    served.refuse(trial, reason);
    return reason.isEmpty();
  }

  private Optional<String> register(Protocol protocol, String commitment) {
    if (!trials.isRegistered(protocol.trial())) {
      registerFirst(protocol, commitment);
      return Optional.empty();
    }
    // Read under the lock, so that no other replica amends and no first allocation slips in
    // meanwhile.
    LockedLog head = log.lock(protocol.trial());
    Trial trial = trials.findById(protocol.trial());
    return secretMismatch(trial, commitment).or(() -> compareVersions(head, trial, protocol));
  }

  private void registerFirst(Protocol protocol, String commitment) {
    Trial trial = new Trial();
    trial.code = protocol.trial();
    trial.commitment = commitment;
    trial.version = protocol.version();
    trial.status = TrialStatus.REGISTERED;
    trials.persistAndFlush(trial);

    Map<String, Object> data =
        Described.trial(protocol, commitment, settings.mode(), log.vkey(trial.code));
    Instant time =
        log.begin(trial.code, NewEntry.ofTrial(EntryType.TRIAL_REGISTERED, Actor.SERVICE, data))
            .time();
    keep(protocol, time);
    LOG.infof("Registered the trial %s, version %d, %s", trial.code, trial.version, commitment);
  }

  private static Optional<String> secretMismatch(Trial trial, String commitment) {
    if (trial.commitment.equals(commitment)) {
      return Optional.empty();
    }
    return Optional.of(
        "it was registered with another master secret (commitment "
            + trial.commitment
            + ", now "
            + commitment
            + "). Start the service with the secret that it had then");
  }

  private Optional<String> compareVersions(LockedLog head, Trial trial, Protocol protocol) {
    Optional<ProtocolVersion> registered = versions.find(trial.code, protocol.version());
    if (registered.isPresent() && !registered.get().sha256.equals(protocol.sha256())) {
      return Optional.of(
          "its protocol file differs from the registered version "
              + protocol.version()
              + ". Restore the file, or give the changed one a version above "
              + trial.version
              + " and a reason");
    }
    if (registered.isEmpty() && protocol.version() < trial.version) {
      return Optional.of(
          "its protocol file has version "
              + protocol.version()
              + ", which was never registered; version "
              + trial.version
              + " is in force. Give it a higher version");
    }
    if (protocol.version() < trial.version) {
      LOG.warnf(
          "The protocol file of %s has version %d; the registered version %d stays in force",
          trial.code, protocol.version(), trial.version);
    }
    return protocol.version() > trial.version ? amend(head, trial, protocol) : Optional.empty();
  }

  private Optional<String> amend(LockedLog head, Trial trial, Protocol protocol) {
    if (protocol.reason().isEmpty()) {
      return Optional.of(
          "version "
              + protocol.version()
              + " of its protocol lacks 'reason': say why it was changed");
    }
    if (!Schedule.of(protocol).equals(Schedule.of(protocols.of(trial.code, trial.version)))
        && (log.holds(trial.code, EntryType.ALLOCATION_ISSUED)
            || log.holds(trial.code, EntryType.EMERGENCY_LIST_ISSUED))) {
      return Optional.of(
          "version "
              + protocol.version()
              + " changes arms, ratio, factors or block sizes after the first allocation or emergency list."
              + " These are fixed; register a new trial for another schedule");
    }
    Map<String, Object> data = Described.version(protocol);
    data.put("reason", protocol.reason().get());
    Instant time =
        head.append(NewEntry.ofTrial(EntryType.PROTOCOL_AMENDED, Actor.SERVICE, data)).time();
    trial.version = protocol.version();
    keep(protocol, time);
    LOG.infof("Registered version %d of %s as an amendment", trial.version, trial.code);
    return Optional.empty();
  }

  private void keep(Protocol protocol, Instant time) {
    ProtocolVersion version = new ProtocolVersion();
    version.trial = protocol.trial();
    version.version = protocol.version();
    version.sha256 = protocol.sha256();
    version.document = protocol.text();
    version.registeredAt = time;
    versions.persist(version);
    protocol
        .sites()
        .forEach(
            site -> {
              TrialSite row = sites.find(protocol.trial(), site.code()).orElseGet(TrialSite::new);
              row.trial = protocol.trial();
              row.code = site.code();
              row.name = site.name();
              row.timeZone = site.timeZone().getId();
              sites.persist(row);
            });
    strataDefined.fire(new StrataDefined(protocol.trial(), protocol.strata()));
  }
}
