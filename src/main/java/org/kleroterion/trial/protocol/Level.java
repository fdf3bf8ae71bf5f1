package org.kleroterion.trial.protocol;

/** One value of a factor, reached by the screenings for which its rule is true. */
public record Level(String code, String label, Rule rule) {
  public Level {
    Code.require(code);
  }
}
