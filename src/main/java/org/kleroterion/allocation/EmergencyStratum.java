package org.kleroterion.allocation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kleroterion.trial.protocol.Factor;

/**
 * A stratum of an emergency list. A list has one for each of the trial's strata, for example {@code
 * emergency=2,visceral=no,…}. Its arms are a sequence of {@code kleroterion/1}, as in any other
 * stratum, so a person with the trial's key can compute them again.
 *
 * @param list the list's number
 * @param of the trial's stratum; empty if the trial has no factors
 */
public record EmergencyStratum(int list, String of) {
  private static final Pattern NAME = Pattern.compile(Factor.EMERGENCY + "=([0-9]{1,9})(?:,(.+))?");

  /** The name of this stratum in the log and the database. */
  public String name() {
    return Factor.EMERGENCY + "=" + list + (of.isEmpty() ? "" : "," + of);
  }

  /** Returns empty if the stratum does not belong to an emergency list. */
  public static Optional<EmergencyStratum> parse(String stratum) {
    Matcher name = NAME.matcher(stratum);
    return name.matches()
        ? Optional.of(
            new EmergencyStratum(
                Integer.parseInt(name.group(1)), Optional.ofNullable(name.group(2)).orElse("")))
        : Optional.empty();
  }

  /** Whether the stratum belongs to an emergency list. */
  public static boolean isOne(String stratum) {
    return parse(stratum).isPresent();
  }

  /** The protocol's stratum: without the emergency list, if it belongs to one. */
  public static String ofProtocol(String stratum) {
    return parse(stratum).map(EmergencyStratum::of).orElse(stratum);
  }
}
