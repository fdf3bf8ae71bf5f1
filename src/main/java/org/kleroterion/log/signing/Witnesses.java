package org.kleroterion.log.signing;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kleroterion.log.note.VerifierKey;
import org.kleroterion.log.witness.TimestampClient;
import org.kleroterion.log.witness.WitnessClient;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/** The witnesses and the timestamping authority that the settings name. */
@ApplicationScoped
public class Witnesses {
  private final Settings.Log log;
  private final SecureRandom random;
  private List<Witness> witnesses = List.of();
  private Optional<TimestampClient> authority = Optional.empty();

  /**
   * @param name the name of its key
   */
  record Witness(String name, WitnessClient client) {}

  Witnesses(Settings settings, SecureRandom random) {
    this.log = settings.log();
    this.random = random;
  }

  /**
   * Reads the settings.
   *
   * @throws StartRefused with every fault
   */
  public void read() {
    List<Witness> named = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < log.witnesses().size(); i++) {
      try {
        named.add(witness(log, log.witnesses().get(i)));
      } catch (IllegalArgumentException e) {
        faults.add("kleroterion.log.witnesses[" + i + "] is wrong: " + e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new StartRefused(faults);
    }
    witnesses = List.copyOf(named);
    authority =
        log.timestampAuthority()
            .map(url -> new TimestampClient(url, log.timeout(), log.timeout(), random));
  }

  private static Witness witness(Settings.Log log, Settings.Witness settings) {
    VerifierKey key = VerifierKey.parse(settings.key());
    return new Witness(
        key.name(), new WitnessClient(settings.url(), key, log.timeout(), log.timeout()));
  }

  List<Witness> witnesses() {
    return witnesses;
  }

  Optional<TimestampClient> authority() {
    return authority;
  }
}
