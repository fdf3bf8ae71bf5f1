package org.kleroterion.trial.protocol.file;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kleroterion.trial.protocol.file.Yaml.Scalar;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads text and numbers from YAML scalars. A scalar is accepted only if every YAML reader would
 * read it in the same way.
 */
public final class Scalars {
  private static final Resolver YAML = new Resolver();
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final int MAX_NUMBER_LENGTH = 30;

  private Scalars() {}

  /** One line of visible text, of at most {@value Text#LONGEST} characters. */
  public static Optional<String> text(Scalar scalar, String path, Faults faults) {
    String text = scalar.value();
    if (scalar.plain() && !isText(text)) {
      String shown = Text.shown(text);
      faults.add(
          scalar.line(),
          path,
          text.isEmpty() ? "It is empty." : "YAML does not read `" + shown + "` as text.",
          text.isEmpty() ? "Write the text." : "Put it between quotes: \"" + shown + "\".");
      return Optional.empty();
    }
    Optional<String> wrong = Text.wrong(text);
    wrong.ifPresent(
        what ->
            faults.add(
                scalar.line(),
                path,
                what,
                "Write one line of 1 to " + Text.LONGEST + " visible characters."));
    return wrong.isPresent() ? Optional.empty() : Optional.of(text);
  }

  /** Not text: yes, 010 and 2024-01-01 in YAML 1.1, and 1e3, which YAML 1.2 reads as a number. */
  private static boolean isText(String plain) {
    return YAML.resolve(NodeId.scalar, plain, true).equals(Tag.STR)
        && !NUMBER.matcher(plain).matches();
  }

  /** A whole number from {@code least} to {@code most}. */
  public static Optional<Integer> integer(
      Scalar scalar, String path, int least, int most, Faults faults) {
    String text = scalar.value();
    if (scalar.plain() && INTEGER.matcher(text).matches()) {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return Optional.of((int) value);
      }
    }
    faults.add(
        scalar.line(),
        path,
        "`" + Text.shown(text) + "` is not a whole number from " + least + " to " + most + ".",
        "Write such a number without quotes.");
    return Optional.empty();
  }

  /**
   * A number of at most 15 significant digits. The caller must check that it is not too large for
   * the variable.
   */
  public static Optional<BigDecimal> number(Scalar scalar, String path, Faults faults) {
    String text = scalar.value();
    if (scalar.plain() && text.length() <= MAX_NUMBER_LENGTH && NUMBER.matcher(text).matches()) {
      Optional<BigDecimal> number = exact(text);
      if (number.isPresent()) {
        return number;
      }
    }
    faults.add(
        scalar.line(),
        path,
        "`" + Text.shown(text) + "` is not a number of at most " + Decimal.DIGITS + " digits.",
        "Write such a number without quotes.");
    return Optional.empty();
  }

  private static Optional<BigDecimal> exact(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.signum() == 0) {
        // Without this, 0e-999999999 would be written out with a thousand million digits later.
        return Optional.of(BigDecimal.ZERO);
      }
      return Math.abs(Decimal.exponent(number)) <= Decimal.MOST_EXPONENT
              && number.stripTrailingZeros().precision() <= Decimal.DIGITS
          ? Optional.of(number)
          : Optional.empty();
    } catch (NumberFormatException e) {
      // The exponent is too large for BigDecimal.
      return Optional.empty();
    }
  }
}
