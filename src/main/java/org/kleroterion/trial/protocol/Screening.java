package org.kleroterion.trial.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of the protocol's variables for a subject, as far as they are known. Only a {@link
 * Dictionary} makes one, so every value is of its variable's type and within its bounds.
 */
public final class Screening {
  private final SortedMap<String, Object> values;

  Screening(Map<String, Object> values) {
    this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** Every known value by variable: a Long, Double, Boolean or String. */
  public SortedMap<String, Object> values() {
    return values;
  }

  /** Empty if the value is not known. */
  public Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * The screening's one JSON text (RFC 8785): members sorted by name, no white space, 5 and 5.0 the
   * same. Equal screenings have equal texts, and reading the text gives an equal screening.
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
    // Codes are made of letters, digits, dots, hyphens and underscores: nothing needs an escape.
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

  // A subject's values must not reach an application log by way of a message.
  @Override
  public String toString() {
    return "Screening of " + values.size() + " values";
  }
}
