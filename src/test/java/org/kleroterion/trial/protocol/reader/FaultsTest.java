package org.kleroterion.trial.protocol.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.file.Fault;
import org.kleroterion.trial.protocol.file.ProtocolRefused;

/** One edit makes a right protocol wrong: the fault says where, what, and how to mend it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FaultsTest {
  /** Its first line is line 1. */
  static final String RIGHT =
      """
      trial: t1
      version: 1
      title: A trial
      arms:
        - {code: A, label: Arm A, weight: 1}
        - {code: B, label: Arm B, weight: 2}
      blockSizes: [3, 6]
      factors:
        - code: size
          label: Size
          levels:
            - {code: small, label: Small, rule: count <= 2}
            - {code: large, label: Large, rule: count > 2}
      variables:
        - {name: count, type: integer, label: Count, unit: lesions, minimum: 0, maximum: 9}
        - {name: cm, type: number, label: Diameter, unit: cm, minimum: 0}
        - {name: sex, type: code, label: Sex, codes: {female: Female, male: Male}}
        - {name: well, type: boolean, label: Well}
      criteria:
        - {id: C1, kind: inclusion, text: Small enough, rule: cm <= 5}
        - {id: C2, kind: inclusion, text: Female, rule: sex == 'female'}
        - {id: C3, kind: exclusion, text: Unwell, rule: "!well"}
      sites:
        - {code: s1, name: Site one, timeZone: Europe/Oslo}
      """;

  static Stream<Arguments> edits() {
    return new String(Protocols.bytes("faults.txt"), UTF_8)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> Stream.of(line.split("\\|", -1)).map(FaultsTest::cell).toArray())
        .map(Arguments::of);
  }

  private static String cell(String written) {
    return Pattern.compile("x\\{(\\d+)}")
        .matcher(written.strip().replace("⏎", "\n").replace("∅", ""))
        .replaceAll(times -> "x".repeat(Integer.parseInt(times.group(1))));
  }

  @ParameterizedTest(name = "{3}: {0} -> {1}")
  @MethodSource("edits")
  void a_fault_is_told_where_it_is_with_its_remedy(
      String from, String to, int line, String path, String what, String remedy) {
    assertThat(RIGHT).containsOnlyOnce(from);

    List<Fault> faults = Protocols.faults(RIGHT.replace(from, to));

    assertThat(faults)
        .anySatisfy(
            fault -> {
              assertThat(fault.line()).isEqualTo(line);
              assertThat(fault.path()).isEqualTo(path);
              assertThat(fault.what()).contains(what);
              assertThat(fault.remedy()).contains(remedy).endsWith(".");
            });
    // One slip, one fault: nothing that only follows from it is told as well.
    assertThat(faults).hasSize(1);
  }

  @Test
  void the_protocol_without_the_edits_is_right() {
    assertThat(Protocols.faults(RIGHT)).isEmpty();
  }

  @Test
  void a_text_may_have_the_joiners_that_its_script_needs() {
    assertThat(Protocols.faults(RIGHT.replace("A trial", "می\u200cخواهم ශ්\u200dරී"))).isEmpty();
  }

  @Test
  void a_number_without_bounds_is_a_warning() {
    List<String> warnings = new ArrayList<>();
    new ProtocolReader()
        .read("test.yaml", RIGHT.getBytes(UTF_8), warning -> warnings.add(warning.toString()));
    assertThat(warnings)
        .containsExactly(
            "test.yaml:16: variables[1].maximum: `cm` has no maximum. Add one: otherwise a typing"
                + " error or a code for a missing value, such as -99 or 999, is taken for a value.");

    warnings.clear();
    String unbounded =
        RIGHT.replace(", minimum: 0, maximum: 9", "").replace("unit: cm, minimum: 0", "maximum: 9");
    new ProtocolReader()
        .read("test.yaml", unbounded.getBytes(UTF_8), warning -> warnings.add(warning.path()));
    assertThat(warnings)
        .containsExactly("variables[0].minimum", "variables[0].maximum", "variables[1].minimum");
  }

  @Test
  void all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines() {
    String wrong =
        RIGHT
            .replace("version: 1", "version: none")
            .replace("code: B", "code: a")
            .replace("[3, 6]", "[4]")
            .replace("count <= 2", "count <= 3")
            .replace("type: number", "type: decimal")
            .replace("'female'", "'femal'")
            .replace("!well", "!wel")
            .replace("Europe/Oslo", "Oslo");
    assertThat(Protocols.faults(wrong))
        .extracting(Fault::line, Fault::path)
        .containsExactly(
            tuple(2, "version"),
            tuple(6, "arms[1].code"),
            tuple(13, "factors[0].levels[1].rule"),
            tuple(16, "variables[1].type"),
            tuple(18, "variables[3].name"),
            tuple(21, "criteria[1].rule"),
            tuple(22, "criteria[2].rule"),
            tuple(24, "sites[0].timeZone"));
  }

  @Test
  void the_message_has_one_line_for_each_fault() {
    String wrong = RIGHT.replace("version: 1", "version: 0").replace("Europe/Oslo", "Oslo");
    assertThatThrownBy(() -> Protocols.read(wrong))
        .isInstanceOf(ProtocolRefused.class)
        .hasMessage(
            "test.yaml:2: version: `0` is not a whole number from 1 to 2147483647. Write such a"
                + " number without quotes.\n"
                + "test.yaml:24: sites[0].timeZone: There is no time zone `Oslo`. Write a name of"
                + " the tz database, such as Asia/Shanghai.");
  }

  @Test
  void there_are_no_more_of_anything_than_a_line_of_the_log_can_hold() {
    assertThat(Protocols.faults(RIGHT.replace("arms:\n", "arms:\n" + many(20, "arm"))))
        .anyMatch(fault -> fault.path().equals("arms") && fault.what().contains("has 22 items"));
    assertThat(
            Protocols.faults(RIGHT.replace("maximum: 9", "missing: [" + "9, ".repeat(20) + "9]")))
        .anyMatch(fault -> fault.remedy().contains("at most 20 missing"));
    assertThat(Protocols.faults(RIGHT.replace("sites:\n", "sites:\n" + many(500, "site"))))
        .anyMatch(fault -> fault.remedy().contains("at most 500 sites"));
    assertThat(Protocols.faults(RIGHT.replace("criteria:\n", "criteria:\n" + many(198, "id"))))
        .anyMatch(fault -> fault.remedy().contains("at most 200 criteria"));
    assertThat(Protocols.faults(RIGHT.replace("variables:\n", "variables:\n" + many(197, "v"))))
        .anyMatch(fault -> fault.remedy().contains("at most 200 variables"));
  }

  private static String many(int count, String name) {
    return IntStream.range(0, count)
        .mapToObj(i -> "  - {" + name + ": x" + i + "}\n")
        .collect(Collectors.joining());
  }

  @Test
  void a_thousand_strata_are_enough() {
    String levels =
        """
              label: L
              levels:
                - {code: few, label: Few, rule: count <= 2}
                - {code: some, label: Some, rule: count > 2}
        """;
    String factors =
        IntStream.range(0, 9)
            .mapToObj(i -> "  - code: f" + i + "\n" + levels.indent(-2))
            .collect(Collectors.joining());
    assertThat(Protocols.faults(RIGHT.replace("factors:\n", "factors:\n" + factors)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).isEqualTo("factors");
              assertThat(fault.what()).contains("more than 1000 strata");
            });
  }

  @Test
  void a_file_full_of_faults_gets_no_endless_answer() {
    String unknown =
        IntStream.range(0, 5000).mapToObj(i -> "m" + i + ": x\n").collect(Collectors.joining());
    assertThat(Protocols.faults(RIGHT + unknown)).hasSize(1000);
  }
}
