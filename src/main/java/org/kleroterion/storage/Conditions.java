package org.kleroterion.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kleroterion.access.Reach;

/** Builds the {@code where} clause of a list with optional filters, in Panache's query language. */
public final class Conditions {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> parameters = new HashMap<>();

  /**
   * Adds a condition.
   *
   * @param condition names the parameter after a colon, as in {@code index > :after}
   */
  public Conditions and(String condition, String parameter, Object value) {
    conditions.add(condition);
    parameters.put(parameter, value);
    return this;
  }

  /** Adds the condition if the value is present. */
  public Conditions andIf(String condition, String parameter, Optional<?> value) {
    value.ifPresent(present -> and(condition, parameter, present));
    return this;
  }

  /** Adds the condition that the column has one of these values; no value is no condition. */
  public Conditions andOneOf(String column, List<String> values) {
    return values.isEmpty() ? this : and(column + " in :" + column + "s", column + "s", values);
  }

  /** Limits the list to the sites that the caller's token names. */
  public Conditions within(Reach sites) {
    return sites.everywhere() ? this : and("site in :reach", "reach", sites.codes());
  }

  public String where() {
    return String.join(" and ", conditions);
  }

  public Map<String, Object> parameters() {
    return parameters;
  }
}
