package org.kleroterion.gateway.openclinica;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Caller;
import org.kleroterion.gateway.ServedTrials;
import org.kleroterion.settings.Settings;
import org.kleroterion.trial.Registrar;

/** Who may use the gateway, and how it speaks of the trials; set up once, at the start. */
@ApplicationScoped
class Gateway {
  /** After the trials are registered, against which the mappings are checked. */
  private static final int PRIORITY = Registrar.PRIORITY + 10;

  private final Settings settings;
  private final ServedTrials trials;
  private final SecureRandom random;
  private Accounts accounts;
  private Map<String, TrialMapping> mappings = Map.of();
  private Studies studies = new Studies(List.of(), List.of());

  Gateway(Settings settings, ServedTrials trials, SecureRandom random) {
    this.settings = settings;
    this.trials = trials;
    this.random = random;
    this.accounts = new Accounts(List.of(), random, System::nanoTime);
  }

  void atStart(@Observes @Priority(PRIORITY) StartupEvent event) {
    SetUpReader.SetUp setUp =
        new SetUpReader(settings.openclinica(), trials::find, trials.unserved()).read();
    accounts = new Accounts(setUp.accounts(), random, System::nanoTime);
    mappings = setUp.mappings();
    studies = setUp.studies();
  }

  /**
   * @param authorization the header of that name
   * @throws AccountRefused if it shows no account
   */
  Caller caller(@Nullable String authorization) {
    return accounts.caller(authorization);
  }

  /**
   * @throws Caller.TrialUnknown if the gateway does not speak of the trial
   */
  TrialMapping mapping(String trial) {
    return Optional.ofNullable(mappings.get(trial))
        .orElseThrow(() -> new Caller.TrialUnknown(trial));
  }

  Studies studies() {
    return studies;
  }
}
