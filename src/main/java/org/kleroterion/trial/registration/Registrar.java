package org.kleroterion.trial.registration;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.TrialRepository;
import org.kleroterion.trial.protocol.Protocol;

/** When the service starts, reads the protocol files and registers new trials and versions. */
@ApplicationScoped
public class Registrar {
  /** Runs after the settings are checked and the database is migrated, before requests. */
  public static final int PRIORITY = 10;

  private final Settings settings;
  private final InstallationRepository installations;
  private final TrialRepository trials;
  private final Registration registration;
  private final Transactions transactions;

  Registrar(
      Settings settings,
      InstallationRepository installations,
      TrialRepository trials,
      Registration registration,
      Transactions transactions) {
    this.settings = settings;
    this.installations = installations;
    this.trials = trials;
    this.registration = registration;
    this.transactions = transactions;
  }

  void atStart(@Observes @Priority(PRIORITY) StartupEvent event) {
    List<Protocol> protocols = ProtocolFiles.read(settings.protocols());
    requireSameMode();
    protocols.forEach(registration::register);

    Set<String> read = protocols.stream().map(Protocol::trial).collect(Collectors.toSet());
    List<String> registered =
        transactions.run(() -> trials.inOrder().stream().map(trial -> trial.code).toList());
    registered.stream().filter(code -> !read.contains(code)).forEach(registration::serveRegistered);
  }

  private void requireSameMode() {
    Settings.Mode mode = transactions.run(() -> installations.modeOf(settings.mode()));
    if (mode != settings.mode()) {
      throw new StartRefused(
          List.of(
              "the database was made in "
                  + mode
                  + " mode and cannot be used in "
                  + settings.mode()
                  + " mode. Set kleroterion.database.url to another database"));
    }
  }
}
