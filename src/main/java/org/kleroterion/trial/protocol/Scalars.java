package org.kleroterion.trial.protocol;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kleroterion.trial.protocol.Yaml.Scalar;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Takes a scalar for text or a number only if every reader of YAML would. */
public final class Scalars {
  private static final Resolver YAML = new Resolver();
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final int LONGEST_NUMBER = 30;

  private Scalars() {}

  /** Text that can be seen, of at most {@value Text#LONGEST} characters. */
  public static Optional<String> text(Scalar scalar, String path, Faults faults) {
    String text = scalar.value();
    if (scalar.plain() && !isText(text)) {
      String shown = Text.shown(text);
      faults.add(
          scalar.line(),
          path,
          text.isEmpty() ? "It is empty." : "YAML does not take `" + shown + "` for text.",
          text.isEmpty() ? "Write it." : "Put it between quotes: \"" + shown + "\".");
      return Optional.empty();
    }
    Optional<String> wrong = Text.wrong(text);
    wrong.ifPresent(
        what ->
            faults.add(
                scalar.line(),
                path,
                what,
                "Text is one line of 1 to " + Text.LONGEST + " characters that can be seen."));
    return wrong.isPresent() ? Optional.empty() : Optional.of(text);
  }

  /** YAML 1.1 takes yes, 010 and 2024-01-01 for something else, YAML 1.2 takes 1e3 for a number. */
  private static boolean isText(String plain) {
    return YAML.resolve(NodeId.scalar, plain, true).equals(Tag.STR)
        && !NUMBER.matcher(plain).matches();
  }

  static Optional<Integer> integer(Scalar scalar, String path, int least, int most, Faults faults) {
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
        "Write one, without quotes.");
    return Optional.empty();
  }

  /** A number that a screening may hold, but for its size. */
  public static Optional<BigDecimal> number(Scalar scalar, String path, Faults faults) {
    String text = scalar.value();
    if (scalar.plain() && text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches()) {
      Optional<BigDecimal> number = exact(text);
      if (number.isPresent()) {
        return number;
      }
    }
    faults.add(
        scalar.line(),
        path,
        "`" + Text.shown(text) + "` is not a number of at most " + Decimal.DIGITS + " digits.",
        "Write one, without quotes.");
    return Optional.empty();
  }

  private static Optional<BigDecimal> exact(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.signum() == 0) {
        // 0e-999999999 is as long as it looks when it is written out.
        return Optional.of(BigDecimal.ZERO);
      }
      return Math.abs(Decimal.exponent(number)) <= Decimal.MOST_EXPONENT
              && number.stripTrailingZeros().precision() <= Decimal.DIGITS
          ? Optional.of(number)
          : Optional.empty();
    } catch (NumberFormatException e) {
      // Its exponent is beyond BigDecimal's.
      return Optional.empty();
    }
  }
}
