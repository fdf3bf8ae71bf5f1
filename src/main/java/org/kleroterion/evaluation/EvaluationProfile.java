package org.kleroterion.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps evaluation and production apart: secrets that the service made itself must never randomize
 * real subjects.
 */
public final class EvaluationProfile {
  /** The only Quarkus profile in which evaluation's settings hold. */
  public static final String NAME = "evaluation";

  private static final List<String> SETTINGS =
      List.of(
          "quarkus.profile",
          "QUARKUS_PROFILE",
          "smallrye.config.profile",
          "SMALLRYE_CONFIG_PROFILE");

  private EvaluationProfile() {}

  /**
   * Looks at this process's system properties and environment.
   *
   * @throws EvaluationRefused if any setting of the profile speaks of production
   */
  public static void requireNoProduction() {
    for (String setting : SETTINGS) {
      requireNoProduction(setting, value(setting));
    }
  }

  /**
   * Looks at this process's system properties and environment, before serving.
   *
   * @throws EvaluationRefused if the profiles are production's and evaluation's at once
   */
  public static void requireNoMixture() {
    if (SETTINGS.stream().anyMatch(setting -> value(setting).contains(NAME))) {
      requireNoProduction();
    }
  }

  static void requireNoProduction(String setting, String value) {
    // Part of a name is enough: "prod,evaluation" and "production" are meant as production, too.
    if (value.contains("prod")) {
      throw new EvaluationRefused(
          "evaluation mode is not for production, but "
              + setting
              + " is '"
              + value
              + "'. Unset it to evaluate, or start without a command to serve with that profile"
              + " alone.");
    }
  }

  private static String value(String setting) {
    return Optional.ofNullable(System.getProperty(setting))
        .or(() -> Optional.ofNullable(System.getenv(setting)))
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }
}
