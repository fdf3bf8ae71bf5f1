package org.kleroterion.trial.registration;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kleroterion.problem.TrialTroubles;
import org.kleroterion.problem.TrialTroubles.Kind;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;
import org.kleroterion.storage.Transactions;
import org.kleroterion.trial.TrialRepository;
import org.kleroterion.trial.protocol.Protocol;

/** Reads the protocol files at start, and registers new trials and versions. */
@ApplicationScoped
public class Registrar {
  /** A file can have 1000 faults, and the readiness check answers every few seconds. */
  private static final int MOST_FAULTS = 20;

  private final Settings settings;
  private final InstallationRepository installations;
  private final TrialRepository trials;
  private final Registration registration;
  private final TrialTroubles troubles;
  private final Transactions transactions;

  Registrar(
      Settings settings,
      InstallationRepository installations,
      TrialRepository trials,
      Registration registration,
      TrialTroubles troubles,
      Transactions transactions) {
    this.settings = settings;
    this.installations = installations;
    this.trials = trials;
    this.registration = registration;
    this.troubles = troubles;
    this.transactions = transactions;
  }

  /**
   * A faulty file is reported and not applied. In evaluation mode it stops the start, because there
   * a person waits for the answer.
   *
   * @throws StartRefused if the database belongs to the other mode
   */
  public void register() {
    ProtocolFiles files = ProtocolFiles.read(settings.shippedTrial(), settings.protocols());
    if (settings.mode() == Settings.Mode.EVALUATION && !files.faults().isEmpty()) {
      throw new StartRefused(files.faults().values().stream().flatMap(List::stream).toList());
    }
    requireSameMode();
    register(files);
  }

  void register(ProtocolFiles files) {
    List<String> before = registered();
    files
        .faults()
        .forEach(
            (trial, faults) ->
                troubles.begin(trial, Kind.PROTOCOL_REFUSED, reason(before, trial, faults)));
    files.protocols().forEach(registration::register);

    Set<String> read = files.protocols().stream().map(Protocol::trial).collect(Collectors.toSet());
    registered().stream()
        .filter(code -> !read.contains(code))
        .forEach(registration::serveRegistered);
  }

  private List<String> registered() {
    return transactions.run(() -> trials.inOrder().stream().map(trial -> trial.code).toList());
  }

  private static String reason(List<String> registered, String trial, List<String> faults) {
    return "its protocol file is not applied"
        + (registered.contains(trial)
            ? "; the registered version stays in force"
            : ", so the trial is not registered")
        + ". Correct the file and restart the service. "
        + faults.stream().limit(MOST_FAULTS).collect(Collectors.joining(" "))
        + (faults.size() > MOST_FAULTS ? " (" + (faults.size() - MOST_FAULTS) + " more)" : "");
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
