package org.kleroterion.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PersonNameTest {
  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of("x".repeat(256), "has 256 characters"),
        Arguments.of(" ", "only spaces"),
        Arguments.of("\u00a0\u2003", "only spaces"),
        Arguments.of("eve\nadmin", "U+000A, which is a control character"),
        Arguments.of("eve\u0000", "U+0000"),
        Arguments.of("eve\u007f", "U+007F"),
        Arguments.of("eve\u0085", "U+0085"),
        Arguments.of("eve\u2028", "U+2028"),
        Arguments.of("eve\u2029", "U+2029"),
        Arguments.of("\u200beve", "U+200B, which is an invisible format character"),
        Arguments.of("\u202eeve", "U+202E"),
        Arguments.of("\u2066eve", "U+2066"),
        Arguments.of("\ufeffeve", "U+FEFF"),
        Arguments.of("e\u00adve", "U+00AD"),
        Arguments.of("eve\udb40\udc41", "U+E0041"),
        Arguments.of("a\ud800b", "U+D800, which is half of a character"),
        Arguments.of("a\udc00", "U+DC00"),
        Arguments.of("Ste\u0301phane", "NFC"),
        Arguments.of("kleroterion", "the service itself"),
        Arguments.of("openclinica:edc", "the service itself"),
        Arguments.of("redcap:wlrt", "the service itself"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @Tag("R13")
  void is_refused(String name, String fault) {
    assertThat(PersonName.fault(name)).hasValueSatisfying(text -> assertThat(text).contains(fault));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edd1ed66-ac8e-4d01-a6a1-ebbbbcff97ce",
        "dr. li",
        "St\u00e9phane",
        "\u674e\u533b\u751f",
        "auth0|507f1f77bcf86cd799439011",
        "Kleroterion",
        "redcap",
        "a\ud83d\ude00"
      })
  void is_accepted(String name) {
    assertThat(PersonName.fault(name)).isEmpty();
  }
}
