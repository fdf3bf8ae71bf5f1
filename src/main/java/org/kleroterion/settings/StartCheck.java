package org.kleroterion.settings;

import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Stops the start if a setting without a safe default is missing. The message lists all missing
 * settings at once.
 */
@ApplicationScoped
public class StartCheck {
  private final Settings settings;

  StartCheck(Settings settings) {
    this.settings = settings;
  }

  /**
   * @throws StartRefused with every setting that is missing or contradicts another
   */
  public void check() {
    List<String> reasons = reasons(settings, ConfigUtils.getProfiles());
    Listener.onePortForTwo(StartCheck::setting).ifPresent(reasons::add);
    if (!reasons.isEmpty()) {
      throw new StartRefused(reasons);
    }
  }

  private static Optional<String> setting(String name) {
    return Optional.ofNullable(ConfigProvider.getConfig().getConfigValue(name).getValue());
  }

  static List<String> reasons(Settings settings, List<String> profiles) {
    List<String> reasons = new ArrayList<>();
    if (settings.mode() == Settings.Mode.EVALUATION && profiles.contains("prod")) {
      reasons.add(
          "evaluation mode is not possible in the profile prod: remove one of the two settings");
    }
    if (settings.masterSecret().isEmpty() == settings.masterSecretFile().isEmpty()) {
      reasons.add(
          "set either kleroterion.master-secret-file (KLEROTERION_MASTER_SECRET_FILE), a file with"
              + " 64 hexadecimal digits, or kleroterion.master-secret (KLEROTERION_MASTER_SECRET);"
              + " make one with: openssl rand -hex 32");
    }
    demand(
        reasons,
        settings.database().url(),
        "database.url",
        "the database's URL, such as jdbc:postgresql://host/kleroterion");
    checkPasswords(reasons, settings.database());
    if (settings.publicUrl().filter(url -> !isPublicUrl(url)).isPresent()) {
      reasons.add(
          "kleroterion.public-url must be a URL such as https://randomize.hospital.example, without"
              + " a path, query or user");
    }
    demand(reasons, settings.token().issuer(), "token.issuer", "the 'iss' of the tokens");
    demand(reasons, settings.token().audience(), "token.audience", "the 'aud' of the tokens");
    demand(
        reasons,
        settings.token().keys(),
        "token.keys",
        "the issuer's public keys, as a PEM file or a JWKS URL");
    if (settings.token().longestLifetime().filter(time -> time.toSeconds() < 1).isPresent()) {
      reasons.add(
          "set kleroterion.token.longest-lifetime to one second or more, such as 10M, or leave it"
              + " out");
    }
    if (settings.log().origin().filter(StartCheck::isOrigin).isEmpty()) {
      reasons.add(
          "set kleroterion.log.origin (KLEROTERION_LOG_ORIGIN): the service's public address"
              + " without its scheme, such as randomize.hospital.example. It becomes part of the"
              + " names of the trials' logs, which cannot change later");
    }
    return reasons;
  }

  private static void checkPasswords(List<String> reasons, Settings.Database database) {
    checkFile(reasons, "database.password", database.password(), database.passwordFile());
    checkFile(
        reasons, "database.owner-password", database.ownerPassword(), database.ownerPasswordFile());
    if (database.owner().isPresent() && database.ownerPasswordFile().isEmpty()) {
      // Without the password, the service's user would create the tables and own them, and could
      // then change the log.
      demand(
          reasons,
          database.ownerPassword(),
          "database.owner-password",
          "the password of kleroterion.database.owner, or"
              + " kleroterion.database.owner-password-file");
    }
  }

  // PasswordFiles has already set the password to the file's content. If it differs, the password
  // was set in a second place as well.
  private static void checkFile(
      List<String> reasons, String name, Optional<String> password, Optional<Path> file) {
    if (file.isEmpty()) {
      return;
    }
    String setting = "kleroterion." + name;
    try {
      String content = PasswordFiles.read(file.get());
      if (content.isEmpty()) {
        reasons.add(setting + "-file names " + file.get() + ", which is empty");
      } else if (!password.equals(Optional.of(content))) {
        reasons.add("set either " + setting + "-file or " + setting + ", not both");
      }
    } catch (IOException e) {
      reasons.add(setting + "-file names " + file.get() + ", which cannot be read: " + e);
    }
  }

  // A log's origin becomes a key name in signed notes, where spaces and plus signs are forbidden.
  private static boolean isOrigin(String origin) {
    return origin.matches("[A-Za-z0-9]([A-Za-z0-9._:/-]{0,126}[A-Za-z0-9])?");
  }

  private static boolean isPublicUrl(URI url) {
    return url.toString().matches("https?://[A-Za-z0-9.:\\[\\]-]+") && url.getHost() != null;
  }

  private static void demand(
      List<String> reasons, Optional<String> value, String name, String meaning) {
    if (value.filter(text -> !text.isBlank()).isEmpty()) {
      reasons.add(
          "set kleroterion."
              + name
              + " (KLEROTERION_"
              + name.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_")
              + "): "
              + meaning);
    }
  }
}
