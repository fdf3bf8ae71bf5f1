package org.kleroterion.gateway.openclinica;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kleroterion.access.Caller;
import org.kleroterion.gateway.ServedTrials;
import org.kleroterion.wire.incoming.BodyGuard;

/** The gateway's accounts, mappings and studies, read once when the service starts. */
@ApplicationScoped
public class Gateway implements BodyGuard {
  private final OpenClinicaSettings settings;
  private final ServedTrials trials;
  private final SecureRandom random;
  private Accounts accounts;
  private Map<String, TrialMapping> mappings = Map.of();
  private Studies studies = new Studies(List.of(), List.of());

  Gateway(OpenClinicaSettings settings, ServedTrials trials, SecureRandom random) {
    this.settings = settings;
    this.trials = trials;
    this.random = random;
    this.accounts = new Accounts(List.of(), random, System::nanoTime);
  }

  /**
   * Reads the settings and the mapping files, and checks them against the registered trials.
   *
   * @throws org.kleroterion.settings.StartRefused with every fault
   */
  public void read() {
    SetUpReader.SetUp setUp = new SetUpReader(settings, trials::find, trials::isInTrouble).read();
    accounts = new Accounts(setUp.accounts(), random, System::nanoTime);
    mappings = setUp.mappings();
    studies = setUp.studies();
  }

  @Override
  public boolean covers(String path) {
    return path.startsWith("/openclinica/");
  }

  @Override
  public void require(String path, @Nullable String authorization) {
    caller(authorization);
  }

  /**
   * The caller that the header authenticates.
   *
   * @param authorization the value of the header {@code Authorization}
   * @throws AccountRefused if the header has no valid account name and password
   */
  Caller caller(@Nullable String authorization) {
    return accounts.caller(authorization);
  }

  /**
   * The mapping of a trial.
   *
   * @throws Caller.TrialUnknown if no mapping file is about the trial
   */
  TrialMapping mapping(String trial) {
    return Optional.ofNullable(mappings.get(trial))
        .orElseThrow(() -> new Caller.TrialUnknown(trial));
  }

  Studies studies() {
    return studies;
  }
}
