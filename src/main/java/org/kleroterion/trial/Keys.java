package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.kleroterion.log.SigningKeys;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.TrialKey;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/** The keys of the trials, derived from the one master secret. */
@ApplicationScoped
public class Keys implements SigningKeys {
  private final MasterSecret secret;

  Keys(Settings settings) {
    String hex = settings.masterSecret().orElseGet(() -> content(settings.masterSecretFile()));
    this.secret = parse(hex);
  }

  public TrialKey of(String trial) {
    return secret.trialKey(trial);
  }

  @Override
  public SigningKey ofLog(String origin) {
    return new SigningKey(origin, secret.logSeed(origin));
  }

  private static String content(java.util.Optional<Path> file) {
    if (file.isEmpty()) {
      throw new StartRefused(List.of("set kleroterion.master-secret-file"));
    }
    try {
      return Files.readString(file.get()).strip();
    } catch (IOException e) {
      throw new StartRefused(
          List.of(
              "kleroterion.master-secret-file names "
                  + file.get()
                  + ", which cannot be read: "
                  + e));
    }
  }

  // What was read is never quoted: it may be the secret with one digit too many.
  private static MasterSecret parse(String hex) {
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new StartRefused(
          List.of(
              "the master secret must be 64 hexadecimal digits; make one with: openssl rand -hex 32"));
    }
    return new MasterSecret(HexFormat.of().parseHex(hex));
  }
}
