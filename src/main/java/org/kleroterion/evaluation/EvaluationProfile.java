package org.kleroterion.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps evaluation and production apart: secrets that the service generated itself must never
 * randomize real subjects.
 */
public final class EvaluationProfile {
  /** The name of the Quarkus profile of evaluation mode. */
  public static final String NAME = "evaluation";

  private static final List<String> SETTINGS =
      List.of(
          "quarkus.profile",
          "QUARKUS_PROFILE",
          "smallrye.config.profile",
          "SMALLRYE_CONFIG_PROFILE");

  private EvaluationProfile() {}

  /**
   * Checks this process's system properties and environment, before a command of evaluation mode.
   *
   * @throws EvaluationRefused if a setting names a production profile
   */
  public static void requireNoProduction() {
    for (String setting : SETTINGS) {
      requireNoProduction(setting, value(setting));
    }
  }

  /**
   * Checks this process's system properties and environment, before the service starts.
   *
   * @throws EvaluationRefused if they name both a production profile and the evaluation profile
   */
  public static void requireNoMixture() {
    if (SETTINGS.stream().anyMatch(setting -> value(setting).contains(NAME))) {
      requireNoProduction();
    }
  }

  static void requireNoProduction(String setting, String value) {
    // A part of the value is enough: "prod,evaluation" and "production" mean production, too.
    if (value.contains("prod")) {
      throw new EvaluationRefused(
          "evaluation mode is not for production, but "
              + setting
              + " is '"
              + value
              + "'. Unset it to evaluate. To serve with this profile alone, start without a"
              + " command.");
    }
  }

  private static String value(String setting) {
    return Optional.ofNullable(System.getProperty(setting))
        .or(() -> Optional.ofNullable(System.getenv(setting)))
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }
}
