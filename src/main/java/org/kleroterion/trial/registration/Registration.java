package org.kleroterion.trial.registration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.log.guard.LogGuard;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.settings.Settings;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.EntryData;
import org.kleroterion.trial.Keys;
import org.kleroterion.trial.ProtocolVersion;
import org.kleroterion.trial.ProtocolVersionRepository;
import org.kleroterion.trial.Protocols;
import org.kleroterion.trial.Schedule;
import org.kleroterion.trial.StrataDefined;
import org.kleroterion.trial.Trial;
import org.kleroterion.trial.TrialRepository;
import org.kleroterion.trial.TrialSite;
import org.kleroterion.trial.TrialSiteRepository;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.trial.protocol.Protocol;

/** Registers a new trial, and each later version of its protocol as an amendment. */
@ApplicationScoped
public class Registration {
  private static final Logger LOG = Logger.getLogger(Registration.class);

  private final TrialRepository trials;
  private final ProtocolVersionRepository versions;
  private final TrialSiteRepository sites;
  private final TrialTroubles troubles;
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
      TrialTroubles troubles,
      Protocols protocols,
      Keys keys,
      TrialLog log,
      Event<StrataDefined> strataDefined,
      Transactions transactions,
      Settings settings) {
    this.trials = trials;
    this.versions = versions;
    this.sites = sites;
    this.troubles = troubles;
    this.protocols = protocols;
    this.keys = keys;
    this.log = log;
    this.strataDefined = strataDefined;
    this.transactions = transactions;
    this.settings = settings;
  }

  /**
   * Registers the protocol as a new trial or as an amendment; does nothing if this version is
   * registered already. A protocol that does not fit the registered trial is reported and not
   * applied: the registered version stays in force. If the master secret does not fit, the trial is
   * not served from now on. Other trials are not affected.
   */
  public void register(Protocol protocol) {
    String code = protocol.trial();
    boolean isNew =
        transactions.run(
            () -> {
              if (trials.isRegistered(code)) {
                cacheIfRegistered(protocol);
                return false;
              }
              registerFirst(protocol, keys.of(code).commitment());
              return true;
            });
    if (isNew) {
      protocols.cache(protocol);
      troubles.register(code);
      troubles.end(code, Kind.PROTOCOL_REFUSED);
    } else if (serveRegistered(code)) {
      try {
        Optional<String> fault = transactions.run(() -> amend(protocol));
        fault.ifPresentOrElse(
            reason ->
                troubles.begin(
                    code,
                    Kind.PROTOCOL_REFUSED,
                    reason + ". The registered version stays in force"),
            () -> {
              protocols.cache(protocol);
              troubles.end(code, Kind.PROTOCOL_REFUSED);
            });
      } catch (LogGuard.LogBroken reported) {
        // The guard has reported why nothing is written. The registered version can still be read.
      }
    }
  }

  // Reading a protocol compiles its rules, which takes a while: the file was read a moment ago.
  private void cacheIfRegistered(Protocol protocol) {
    if (versions
        .find(protocol.trial(), protocol.version())
        .filter(version -> version.sha256.equals(protocol.sha256()))
        .isPresent()) {
      protocols.cache(protocol);
    }
  }

  /**
   * Serves a registered trial in its registered version, unless this service cannot.
   *
   * @return whether the trial is served
   */
  boolean serveRegistered(String code) {
    troubles.register(code);
    String commitment = keys.of(code).commitment();
    Trial trial = transactions.run(() -> trials.findById(code));
    // If the guard has found the other secret by the log's signatures, it has reported that.
    if (!trial.commitment.equals(commitment)
        && troubles.reason(code, Kind.SECRET_MISMATCH).isEmpty()) {
      troubles.begin(
          code,
          Kind.SECRET_MISMATCH,
          "it was registered with another master secret (commitment "
              + trial.commitment
              + ", now "
              + commitment
              + "). Start the service with the master secret that was used then");
    }
    try {
      transactions.run(() -> protocols.of(code, trial.version));
      troubles.end(code, Kind.PROTOCOL_UNREADABLE);
    } catch (Protocols.Unreadable unreadable) {
      troubles.begin(code, Kind.PROTOCOL_UNREADABLE, String.valueOf(unreadable.getMessage()));
    }
    return !troubles.isNotServed(code);
  }

  /** Amends the trial if the protocol is a later version; gives the reason if that is refused. */
  private Optional<String> amend(Protocol protocol) {
    // Lock the log before reading the trial: otherwise another replica could amend the protocol, or
    // the first allocation could happen, between the check and the amendment.
    LockedLog head = log.lock(protocol.trial());
    return compareVersions(head, trials.findById(protocol.trial()), protocol);
  }

  private void registerFirst(Protocol protocol, String commitment) {
    Trial trial = new Trial();
    trial.code = protocol.trial();
    trial.commitment = commitment;
    trial.version = protocol.version();
    trial.status = TrialStatus.REGISTERED;
    trials.persistAndFlush(trial);

    Map<String, Object> data =
        EntryData.trial(protocol, commitment, settings.mode(), log.vkey(trial.code));
    Instant time =
        log.begin(trial.code, NewEntry.ofTrial(EntryType.TRIAL_REGISTERED, Actor.SERVICE, data))
            .time();
    storeVersion(protocol, time);
    LOG.infof(
        "Registered the trial %s, version %d. The commitment to its key is %s; the SHA-256 of its"
            + " protocol file is %s",
        trial.code, trial.version, commitment, protocol.sha256());
  }

  private Optional<String> compareVersions(LockedLog head, Trial trial, Protocol protocol) {
    Optional<ProtocolVersion> registered = versions.find(trial.code, protocol.version());
    if (registered.isPresent() && !registered.get().sha256.equals(protocol.sha256())) {
      boolean lineEnds = isSameLines(registered.get().document, protocol.text());
      return Optional.of(
          "its protocol file differs "
              + (lineEnds ? "in its line ends alone " : "")
              + "from the registered version "
              + protocol.version()
              + " (SHA-256 of the file "
              + protocol.sha256()
              + ", registered "
              + registered.get().sha256
              + "). "
              + (lineEnds
                  ? "Restore the line ends: a copy between Windows and Unix or a version control"
                      + " system has changed them"
                  : "Restore the file, or give the changed file a version above "
                      + trial.version
                      + " and a 'reason'"));
    }
    if (registered.isEmpty() && protocol.version() < trial.version) {
      return Optional.of(
          "its protocol file has version "
              + protocol.version()
              + ", which was never registered; version "
              + trial.version
              + " is in force. Give the file a higher version");
    }
    if (protocol.version() < trial.version) {
      LOG.warnf(
          "The protocol file of %s has the earlier version %d; version %d stays in force",
          trial.code, protocol.version(), trial.version);
    }
    return protocol.version() > trial.version ? amend(head, trial, protocol) : Optional.empty();
  }

  private static boolean isSameLines(String one, String other) {
    return one.lines().toList().equals(other.lines().toList());
  }

  private Optional<String> amend(LockedLog head, Trial trial, Protocol protocol) {
    if (protocol.reason().isEmpty()) {
      return Optional.of(
          "version "
              + protocol.version()
              + " of its protocol lacks 'reason'. Add the reason for the change");
    }
    if (!Schedule.of(protocol).equals(Schedule.of(protocols.of(trial.code, trial.version)))
        && (log.hasEntryOf(trial.code, EntryType.ALLOCATION_ISSUED)
            || log.hasEntryOf(trial.code, EntryType.EMERGENCY_LIST_ISSUED))) {
      return Optional.of(
          "version "
              + protocol.version()
              + " changes arms, weights, factors or block sizes after the first allocation or"
              + " emergency list. They can no longer change. Register a new trial for another"
              + " schedule");
    }
    Map<String, Object> data = EntryData.version(protocol);
    data.put("reason", protocol.reason().get());
    Instant time =
        head.append(NewEntry.ofTrial(EntryType.PROTOCOL_AMENDED, Actor.SERVICE, data)).time();
    trial.version = protocol.version();
    storeVersion(protocol, time);
    LOG.infof("Registered version %d of %s as an amendment", trial.version, trial.code);
    return Optional.empty();
  }

  private void storeVersion(Protocol protocol, Instant time) {
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
