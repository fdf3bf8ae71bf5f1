package org.kleroterion.allocation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.trial.protocol.Factor;

/**
 * The stratum of its own that an emergency list has for each of the trial's strata: {@code
 * emergency=2,visceral=no,…}. Its arms are a sequence of {@code kleroterion/1} as any other
 * stratum's, so whoever has the key computes them again.
 *
 * @param list the list's number
 * @param of the trial's stratum, empty where it has no factors
 */
record EmergencyStratum(int list, String of) {
  private static final Pattern NAME = Pattern.compile(Factor.EMERGENCY + "=([0-9]{1,9})(?:,(.+))?");

  String name() {
    return Factor.EMERGENCY + "=" + list + (of.isEmpty() ? "" : "," + of);
  }

  /** Empty if the stratum is none of a list. */
  static Optional<EmergencyStratum> parse(String stratum) {
    Matcher name = NAME.matcher(stratum);
    return name.matches()
        ? Optional.of(
            new EmergencyStratum(
                Integer.parseInt(name.group(1)), Optional.ofNullable(name.group(2)).orElse("")))
        : Optional.empty();
  }

  static boolean isOne(String stratum) {
    return parse(stratum).isPresent();
  }

  /** The stratum as the protocol knows it. */
  static String ofProtocol(String stratum) {
    return parse(stratum).map(EmergencyStratum::of).orElse(stratum);
  }
}
