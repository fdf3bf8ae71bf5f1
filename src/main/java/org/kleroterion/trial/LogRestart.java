package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Map;
import org.kleroterion.access.Caller;
import org.kleroterion.log.Actor;
import org.kleroterion.log.EntryType;
import org.kleroterion.log.NewEntry;
import org.kleroterion.log.Restarts;
import org.kleroterion.settings.Settings;

/**
 * Lets a trial go on whose log is not what was signed, when what it was cannot be had back: with
 * another log, whose first entry quotes the last checkpoint of the broken one and says why.
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
   * @throws Caller.WholeTrialOutOfReach if the caller is limited to sites
   * @throws org.kleroterion.problem.Refusal if the log is sound
   */
  LogRestartView restart(Caller caller, String code, LogRestartRequest request) {
    ServedTrial trial = trials.require(caller, code);
    caller.requireEverySite();
    return restarts.restart(
        code,
        begun -> {
          Standing standing = trials.standing(code);
          Map<String, Object> data =
              Described.trial(trial.protocol(), trial.commitment(), settings.mode(), begun.vkey());
          data.put("status", standing.status().name());
          data.put("reason", request.reason());
          data.put("previous", begun.previous());
          begun.log().append(NewEntry.ofTrial(EntryType.LOG_RESTARTED, Actor.of(caller), data));
          restarted.fire(new LogRestarted(code, begun.log(), Actor.of(caller)));
          return new LogRestartView(code, begun.vkey(), begun.previous(), begun.log().size() - 1);
        });
  }
}
