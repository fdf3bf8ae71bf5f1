package org.kleroterion.log.signing;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.witness.TimestampClient;
import org.kleroterion.log.witness.WitnessClient;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/** The witnesses and the timestamping authority that the settings name. */
@ApplicationScoped
class Witnesses {
  private static final Logger LOG = Logger.getLogger(Witnesses.class);

  private final List<Witness> witnesses = new ArrayList<>();
  private final Optional<TimestampClient> authority;

  /**
   * @param name the name of its key
   */
  record Witness(String name, WitnessClient client) {}

  Witnesses(Settings settings, SecureRandom random) {
    Settings.Log log = settings.log();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < log.witnesses().size(); i++) {
      try {
        witnesses.add(witness(log, log.witnesses().get(i)));
      } catch (IllegalArgumentException e) {
        faults.add("kleroterion.log.witnesses[" + i + "] is wrong: " + e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new StartRefused(faults);
    }
    this.authority =
        log.timestampAuthority()
            .map(url -> new TimestampClient(url, log.patience(), log.patience(), random));
  }

  /** Creates this bean at the start, so that a wrong setting stops the start. */
  void atStart(@Observes StartupEvent event) {
    LOG.debugf("%d witnesses", witnesses.size());
  }

  private static Witness witness(Settings.Log log, Settings.Witness settings) {
    VerifierKey key = VerifierKey.parse(settings.key());
    return new Witness(
        key.name(), new WitnessClient(settings.url(), key, log.patience(), log.patience()));
  }

  List<Witness> witnesses() {
    return List.copyOf(witnesses);
  }

  Optional<TimestampClient> authority() {
    return authority;
  }
}
