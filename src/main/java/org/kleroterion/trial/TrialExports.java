package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.kleroterion.access.Caller;
import org.kleroterion.log.LockedLog;
import org.kleroterion.log.TrialLog;
import org.kleroterion.log.entry.Logged;
import org.kleroterion.storage.Transactions;

/**
 * Begins exports in the formats of other systems. Each export is recorded as an entry in the log,
 * and covers the log up to and including this entry.
 */
@ApplicationScoped
public class TrialExports {
  private final Trials trials;
  private final Protocols protocols;
  private final ProtocolVersionRepository versions;
  private final TrialLog log;
  private final Transactions transactions;

  TrialExports(
      Trials trials,
      Protocols protocols,
      ProtocolVersionRepository versions,
      TrialLog log,
      Transactions transactions) {
    this.trials = trials;
    this.protocols = protocols;
    this.versions = versions;
    this.log = log;
    this.transactions = transactions;
  }

  /**
   * Records that the caller exports the trial, and returns a snapshot of the trial.
   *
   * @throws Caller.TrialUnknown if the trial does not exist or the token does not reach it
   * @throws Caller.WholeTrialOutOfReach if the token is limited to sites
   */
  public ExportedTrial begin(Caller caller, String code) {
    trials.require(caller, code);
    caller.requireEverySite();
    return transactions.run(
        () -> {
          // Lock before reading, so that the snapshot matches the log: no version or site can be
          // added in between.
          LockedLog head = log.lock(code);
          trials.require(code);
          List<ExportedTrial.Version> registered =
              versions.of(code).stream()
                  .map(
                      version ->
                          new ExportedTrial.Version(
                              protocols.of(code, version.version), version.registeredAt))
                  .toList();
          Logged entry = head.appendExport(caller);
          return new ExportedTrial(
              code,
              registered,
              trials.enrolling(code),
              log.firstPositions(code),
              entry.position() + 1,
              entry.time());
        });
  }
}
