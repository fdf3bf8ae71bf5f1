package org.kleroterion.trial.protocol.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.Screening;
import org.kleroterion.trial.protocol.Screenings;

/** The limits on a protocol are what keeps a line of the log within its 65,535 bytes. */
@Timeout(60)
@DisplayNameGeneration(ReplaceUnderscores.class)
public class LargestProtocolTest {

  @Test
  void all_values_and_outcomes_leave_room_in_a_line_of_the_log() {
    Protocol protocol = Protocols.read(largest());
    Screenings sent = Screenings.nothing();
    for (int i = 0; i < 200; i++) {
      sent = sent.with(longest("v", i), longest("x", i));
    }
    Screening screening = sent.read(protocol);
    assertThat(screening.values()).hasSize(200);
    assertThat(protocol.strata()).hasSize(512);

    String stratum = protocol.stratum(screening).orElseThrow();
    String outcomes =
        protocol.criteria().stream()
            .map(criterion -> "{\"id\":\"" + criterion.id() + "\",\"outcome\":\"NOT_MET\"}")
            .collect(Collectors.joining(",", "[", "]"));

    String all = screening.canonical() + stratum + outcomes;
    // 10 KiB and more are left for who, when and where.
    assertThat(all.getBytes(UTF_8)).hasSizeLessThan(65_535 - 10_240);
  }

  /** As many variables and criteria as there may be, each of the longest name. */
  public static String largest() {
    return """
        trial: largest
        version: 1
        title: A trial
        arms:
          - {code: A, label: Arm A, weight: 1}
          - {code: B, label: Arm B, weight: 1}
        blockSizes: [2]
        sites: []
        variables:
        %sfactors:
        %scriteria:
        %s"""
        .formatted(
            lines(200, LargestProtocolTest::variable),
            // More levels would make fewer factors, and shorter names of strata.
            lines(9, LargestProtocolTest::factor),
            lines(200, LargestProtocolTest::criterion));
  }

  private static String variable(int i) {
    return "{name: %s, type: code, label: L, codes: {%s: L, %s: L}}"
        .formatted(longest("v", i), longest("x", i), longest("y", i));
  }

  private static String factor(int i) {
    return "{code: %s, label: L, levels: [%s, %s]}"
        .formatted(longest("f", i), level("x", i), level("y", i));
  }

  private static String level(String code, int i) {
    return "{code: %s, label: L, rule: %s == '%s'}"
        .formatted(longest(code, i), longest("v", i), longest(code, i));
  }

  private static String criterion(int i) {
    return "{id: %s, kind: inclusion, text: T, rule: \"%s in ['%s', '%s']\"}"
        .formatted(longest("c", i), longest("v", i), longest("x", i), longest("y", i));
  }

  /** A name of 64 characters. */
  public static String longest(String letter, int i) {
    return letter + "_".repeat(60) + "%03d".formatted(i);
  }

  private static String lines(int count, IntFunction<String> line) {
    return IntStream.range(0, count)
        .mapToObj(i -> "  - " + line.apply(i) + "\n")
        .collect(Collectors.joining());
  }
}
