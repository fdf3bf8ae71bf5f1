package org.kleroterion.evaluation;

import jakarta.enterprise.context.ApplicationScoped;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.conduct.TrialService;

/** Opens all trials in evaluation mode, so that an evaluator can allocate at once. */
@ApplicationScoped
public class OpenTrials {
  private final Settings settings;
  private final Trials trials;
  private final TrialService service;

  OpenTrials(Settings settings, Trials trials, TrialService service) {
    this.settings = settings;
    this.trials = trials;
    this.service = service;
  }

  /** Does nothing in production mode. */
  public void open() {
    if (settings.mode() == Settings.Mode.EVALUATION) {
      trials
          .codes()
          .forEach(code -> service.openAtStart(code, "Evaluation mode opens every trial"));
    }
  }
}
