package org.kleroterion.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The columns of a list as CSV, in order: a name and where its value comes from. */
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

  List<String> cells(T item) {
    List<String> cells = new ArrayList<>();
    for (Function<T, ?> column : columns.values()) {
      Object value = column.apply(item);
      if (value instanceof Optional<?> optional) {
        cells.add(optional.map(Object::toString).orElse(""));
      } else {
        cells.add(String.valueOf(value));
      }
    }
    return cells;
  }
}
