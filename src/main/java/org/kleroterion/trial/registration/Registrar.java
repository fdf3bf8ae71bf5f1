package org.kleroterion.trial.registration;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.TrialRepository;
import org.kleroterion.trial.protocol.Protocol;

/** Reads the protocol files at start, and registers new trials and versions. */
@ApplicationScoped
public class Registrar {
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

  /**
   * @throws StartRefused if the database belongs to the other mode
   */
  public void register() {
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
