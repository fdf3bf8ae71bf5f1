package org.kleroterion.evaluation;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.Registrar;
import org.kleroterion.trial.TrialService;
import org.kleroterion.trial.Trials;

/**
 * Opens the trials that ship and those beside them, so that an evaluator's first call allocates.
 */
@ApplicationScoped
class OpenTrials {
  private final Settings settings;
  private final Trials trials;
  private final TrialService service;

  OpenTrials(Settings settings, Trials trials, TrialService service) {
    this.settings = settings;
    this.trials = trials;
    this.service = service;
  }

  void atStart(@Observes @Priority(Registrar.PRIORITY + 1) StartupEvent event) {
    if (settings.mode() == Settings.Mode.EVALUATION) {
      trials
          .codes()
          .forEach(code -> service.openAtStart(code, "Evaluation mode opens every trial"));
    }
  }
}
