package org.kleroterion.trial.conduct;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Map;
import org.kleroterion.access.Caller;
import org.kleroterion.log.Restarts;
import org.kleroterion.log.entry.Actor;
import org.kleroterion.log.entry.EntryType;
import org.kleroterion.log.entry.NewEntry;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.EntryData;
import org.kleroterion.trial.LogRestarted;
import org.kleroterion.trial.ServedTrial;
import org.kleroterion.trial.TrialState;
import org.kleroterion.trial.Trials;

/**
 * Begins a new log for a trial whose log is broken and cannot be restored, so that the trial can
 * continue. The first entry of the new log quotes the last checkpoint of the broken log and the
 * reason.
 */
@ApplicationScoped
class LogRestart {
  private final Trials trials;
  private final Restarts restarts;
  private final Settings settings;
  private final Event<LogRestarted> restarted;

  LogRestart(Trials trials, Restarts restarts, Settings settings, Event<LogRestarted> restarted) {
    this.trials = trials;
    this.restarts = restarts;
    this.settings = settings;
    this.restarted = restarted;
  }

  /**
   * Restarts the trial's log and carries the allocations over, in one transaction.
   *
   * @throws Caller.WholeTrialOutOfReach if the caller is limited to sites
   * @throws org.kleroterion.problem.Refusal if the log is intact
   */
  LogRestartView restart(Caller caller, String code, LogRestartRequest request) {
    ServedTrial trial = trials.require(caller, code);
    caller.requireEverySite();
    return restarts.restart(
        code,
        begun -> {
          TrialState state = trials.state(code);
          Map<String, Object> data =
              EntryData.trial(trial.protocol(), trial.commitment(), settings.mode(), begun.vkey());
          data.put("status", state.status().name());
          data.put("reason", request.reason());
          data.put("previous", begun.previous());
          begun.log().append(NewEntry.ofTrial(EntryType.LOG_RESTARTED, Actor.of(caller), data));
          restarted.fire(new LogRestarted(code, begun.log(), Actor.of(caller)));
          return new LogRestartView(code, begun.vkey(), begun.previous(), begun.log().size() - 1);
        });
  }
}
