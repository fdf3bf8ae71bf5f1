package org.kleroterion.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kleroterion.problem.InvalidRequest;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DateRangeTest {
  @ParameterizedTest
  @CsvSource({
    "2026, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "eq2026-12, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z",
    "2026-11-23T20:43Z, 2026-11-23T20:43:00Z, 2026-11-23T20:44:00Z",
    "2026-11-23T20:43:57+08:00, 2026-11-23T12:43:57Z, 2026-11-23T12:43:58Z",
    "2026-11-23T20:43:57.123Z, 2026-11-23T20:43:57.123Z, 2026-11-23T20:43:57.124Z",
    "ge2026-11, 2026-11-01T00:00:00Z,",
    "gt2026-11, 2026-12-01T00:00:00Z,",
    "sa2026-11, 2026-12-01T00:00:00Z,",
    "le2026-11,, 2026-12-01T00:00:00Z",
    "lt2026-11,, 2026-11-01T00:00:00Z",
    "eb2026-11,, 2026-11-01T00:00:00Z",
  })
  void a_date_means_all_of_what_it_names(String parameter, String from, String to) {
    DateRange range = DateRange.of(List.of(parameter));

    assertThat(range.from().map(Object::toString).orElse(null)).isEqualTo(from);
    assertThat(range.to().map(Object::toString).orElse(null)).isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({
    "ge2026, lt2026-06, 2026-01-01T00:00:00Z, 2026-06-01T00:00:00Z",
    "le2026-11-23, 2026-11, 2026-11-01T00:00:00Z, 2026-11-24T00:00:00Z",
    "gt2026, ge2020, 2027-01-01T00:00:00Z,",
  })
  void several_leave_what_they_have_in_common(String one, String other, String from, String to) {
    for (List<String> both : List.of(List.of(one, other), List.of(other, one))) {
      DateRange range = DateRange.of(both);
      assertThat(range.from().map(Object::toString).orElse(null)).isEqualTo(from);
      assertThat(range.to().map(Object::toString).orElse(null)).isEqualTo(to);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now",
        "ne2026",
        "ap2026",
        "2026-2",
        "2026-02-30",
        "2026-11-23T20Z",
        "2026-11-23T20:43:57",
        "2026-11-23T20:43:57.1Z",
        "2026-11-23T25:00:00Z",
        "20261123",
        "GE2026",
      })
  void anything_else_is_refused(String parameter) {
    assertThatThrownBy(() -> DateRange.of(List.of(parameter))).isInstanceOf(InvalidRequest.class);
  }
}
