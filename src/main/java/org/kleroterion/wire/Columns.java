package org.kleroterion.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The columns of a list in CSV, in order. A column has a name and a function that returns its
 * value.
 */
public final class Columns<T> {
  private final Map<String, Function<T, ?>> columns = new LinkedHashMap<>();

  /** Adds a column; an empty {@link Optional} becomes an empty cell. */
  public Columns<T> with(String name, Function<T, ?> value) {
    columns.put(name, value);
    return this;
  }

  List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** The values of an item's columns. */
  List<Optional<?>> values(T item) {
    List<Optional<?>> values = new ArrayList<>();
    for (Function<T, ?> column : columns.values()) {
      Object value = column.apply(item);
      values.add(value instanceof Optional<?> optional ? optional : Optional.of(value));
    }
    return values;
  }

  static String text(Optional<?> value) {
    return value.map(Columns::text).orElse("");
  }

  private static String text(Object value) {
    return value instanceof Instant time ? Times.text(time) : value.toString();
  }
}
