package org.kleroterion.trial.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kleroterion.trial.protocol.file.Decimal;

/**
 * The known values of the protocol's variables for a subject. Only a {@link Dictionary} makes
 * screenings, so every value has its variable's type and is within its bounds.
 */
public final class Screening {
  private final SortedMap<String, Object> values;

  public Screening(Map<String, Object> values) {
    this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** Variable to known value: a Long, Double, Boolean or String. */
  public SortedMap<String, Object> values() {
    return values;
  }

  /** Empty if the value is not known. */
  public Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * The screening as canonical JSON (RFC 8785): members sorted by name, no white space, the same
   * text for 5 and 5.0. Equal screenings have equal texts, and reading the text gives an equal
   * screening.
   */
  public String canonical() {
    return values.entrySet().stream()
        .map(entry -> '"' + entry.getKey() + "\":" + json(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String json(Object value) {
    if (value instanceof Double number) {
      return Decimal.json(number);
    }
    // No escape is needed: codes contain only letters, digits, dots, hyphens and underscores.
    return value instanceof String code ? '"' + code + '"' : value.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Screening that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  // Without the values: a subject's data must not get into a log through a message.
  @Override
  public String toString() {
    return "Screening of " + values.size() + " values";
  }
}
