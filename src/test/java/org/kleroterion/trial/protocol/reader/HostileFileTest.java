package org.kleroterion.trial.protocol.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.trial.protocol.Protocols;
import org.kleroterion.trial.protocol.file.Fault;

/** A file from anybody costs little, builds nothing and is refused with a reason. */
@Timeout(10)
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostileFileTest {

  @Test
  void aliases_are_refused_where_they_stand_so_no_file_grows() {
    String bomb =
        """
        a: &a [x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
        """;
    assertThat(Protocols.faults(bomb))
        .anyMatch(fault -> fault.line() == 1 && fault.what().contains("not use anchors"))
        .filteredOn(fault -> fault.what().contains("not use aliases"))
        .extracting(Fault::line)
        .hasSize(27)
        .containsOnly(2, 3, 4);
  }

  @Test
  void an_alias_to_what_holds_it_is_refused() {
    assertThat(Protocols.faults("a: &a [*a]"))
        .anyMatch(fault -> fault.what().contains("not use aliases"));
  }

  @Test
  void an_alias_in_the_place_of_a_member_is_told_once() {
    assertThat(Protocols.faults(FaultsTest.RIGHT.replace("title: A trial", "title: *t")))
        .extracting(Fault::line, Fault::what)
        .containsExactly(tuple(3, "The file must not use aliases (*name)."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
        "!!str A trial",
        "!custom A trial",
        "!<tag:yaml.org,2002:int> 5",
      })
  void tags_are_refused_whatever_they_name(String tagged) {
    assertThat(Protocols.faults(FaultsTest.RIGHT.replace("A trial", tagged)))
        .anyMatch(fault -> fault.line() == 3 && fault.what().contains("not use tags"));
  }

  @Test
  void a_key_is_not_taken_twice() {
    assertThat(Protocols.faults(FaultsTest.RIGHT + "trial: t2\n"))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(25);
              assertThat(fault.what()).isEqualTo("`trial` appears twice.");
            });
    assertThat(Protocols.faults(FaultsTest.RIGHT.replace("weight: 2", "weight: 2, weight: 3")))
        .singleElement()
        .satisfies(fault -> assertThat(fault.line()).isEqualTo(6));
  }

  @Test
  void a_merge_key_is_a_member_like_any_other() {
    assertThat(Protocols.faults(FaultsTest.RIGHT + "<<: {trial: t2}\n"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("no member `<<`"));
  }

  @Test
  void a_key_that_is_not_text_is_refused() {
    assertThat(Protocols.faults(FaultsTest.RIGHT + "? [a]\n: b\n"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("name must be text"));
  }

  @Test
  void a_file_holds_one_document() {
    assertThat(Protocols.faults(FaultsTest.RIGHT + "---\n" + FaultsTest.RIGHT))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(25);
              assertThat(fault.what()).contains("second document");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "# nothing\n", "---\n", "~", "just text", "- a\n- b\n"})
  void a_file_without_a_mapping_is_no_protocol(String text) {
    assertThat(Protocols.faults(text))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(1);
              assertThat(fault.remedy()).contains("`trial: `");
            });
  }

  @Test
  void only_utf_8_is_read_and_nothing_is_replaced_in_it() {
    String accented = FaultsTest.RIGHT.replace("A trial", "Étude");
    assertThat(Protocols.faults(accented.getBytes(UTF_8))).isEmpty();
    for (byte[] other : List.of(accented.getBytes(ISO_8859_1), accented.getBytes(UTF_16))) {
      assertThat(Protocols.faults(other))
          .singleElement()
          .satisfies(fault -> assertThat(fault.what()).contains("not UTF-8"));
    }
  }

  @Test
  void a_byte_order_mark_and_windows_line_breaks_do_no_harm() {
    String windows = "\uFEFF" + FaultsTest.RIGHT.replace("\n", "\r\n");
    assertThat(Protocols.faults(windows)).isEmpty();
    assertThat(Protocols.read(windows).text()).isEqualTo(windows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u0007", "\u001b"})
  void a_character_that_cannot_be_printed_is_told_with_its_line(String character) {
    assertThat(Protocols.faults(FaultsTest.RIGHT.replace("Large,", "Lar" + character + "ge,")))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(13);
              assertThat(fault.what()).contains(String.format("U+%04X", (int) character.charAt(0)));
            });
  }

  @Test
  void a_file_has_at_most_256_kibibytes() {
    String comment = "#" + "x".repeat(256 * 1024 - FaultsTest.RIGHT.length() - 1);
    assertThat(Protocols.faults(FaultsTest.RIGHT + comment)).isEmpty();
    assertThat(Protocols.faults(FaultsTest.RIGHT + comment + "x"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.what()).contains("262145 bytes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void deep_nesting_is_refused_before_it_costs_anything(String opening) {
    assertThat(Protocols.faults("arms: " + opening.repeat(200_000 / opening.length())))
        .isNotEmpty();
    String balanced = "arms: " + "[".repeat(100) + "x" + "]".repeat(100) + "\n";
    assertThat(Protocols.faults(balanced))
        .anyMatch(fault -> fault.what().contains("nested too deeply"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"title: [", "title: 'a", "title: \"\\q\"", "\ttitle: a", "a: b: c", "%"})
  void broken_yaml_is_told_with_line_and_column(String broken) {
    assertThat(Protocols.faults("trial: t\n" + broken))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isBetween(2, 3);
              assertThat(fault.what()).startsWith("The YAML cannot be read at column ");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"0e-999999999", "1e-300", "0.000000000000001", "-1e15"})
  void bounds_that_are_long_when_written_out_cost_nothing(String minimum) {
    String bounded = FaultsTest.RIGHT.replace("cm, minimum: 0", "cm, minimum: " + minimum);
    String levelled = bounded.replace("count <= 2", "cm <= 2").replace("count > 2", "cm > 2");
    assertThat(Protocols.faults(bounded)).isEmpty();
    assertThat(Protocols.faults(levelled)).hasSize(1).allMatch(f -> f.what().contains("`count`"));
  }

  @Test
  void a_fault_quotes_no_more_than_a_message_can_bear() {
    String title = "x".repeat(100_000);
    assertThat(Protocols.faults(FaultsTest.RIGHT.replace("trial: t1", "trial: " + title)))
        .allMatch(fault -> fault.toString().length() < 1000);
    assertThat(Protocols.faults(FaultsTest.RIGHT.replace("A trial", "1".repeat(100_000))))
        .allMatch(fault -> fault.toString().length() < 1000);
    assertThat(Protocols.faults(FaultsTest.RIGHT + title + ": x\n"))
        .allMatch(fault -> fault.toString().length() < 1000);
  }
}
