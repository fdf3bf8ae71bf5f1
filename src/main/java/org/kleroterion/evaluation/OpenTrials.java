package org.kleroterion.evaluation;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.Trials;
import org.kleroterion.trial.conduct.TrialService;
import org.kleroterion.trial.registration.Registrar;

/** Opens all trials when evaluation mode starts, so that an evaluator can allocate at once. */
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
