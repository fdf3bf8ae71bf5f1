package org.kleroterion.trial;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.kleroterion.log.checkpoint.SigningKeys;
import org.kleroterion.log.note.SigningKey;
import org.kleroterion.randomization.MasterSecret;
import org.kleroterion.randomization.TrialKey;
import org.kleroterion.settings.Settings;
import org.kleroterion.settings.StartRefused;

/** Derives the trials' keys and the logs' signing keys from the master secret. */
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

  // The message must not quote the text: it may be the secret with one digit too many.
  private static MasterSecret parse(String hex) {
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new StartRefused(
          List.of(
              "the master secret must be 64 hexadecimal digits. Generate one with: openssl rand"
                  + " -hex 32"));
    }
    return new MasterSecret(HexFormat.of().parseHex(hex));
  }
}
