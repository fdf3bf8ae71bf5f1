package org.kleroterion.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The columns of a list in CSV or of a flat item, in order. A column has a name and a function that
 * returns its value.
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

  /** One item as a map from column name to text; an empty value is an empty text. */
  public Map<String, String> flat(T item) {
    Map<String, String> flat = new LinkedHashMap<>();
    Iterator<String> cells = cells(item).iterator();
    columns.keySet().forEach(name -> flat.put(name, cells.next()));
    return flat;
  }

  List<String> cells(T item) {
    List<String> cells = new ArrayList<>();
    for (Function<T, ?> column : columns.values()) {
      Object value = column.apply(item);
      cells.add(
          value instanceof Optional<?> optional
              ? optional.map(Columns::cell).orElse("")
              : cell(value));
    }
    return cells;
  }

  private static String cell(Object value) {
    return value instanceof Instant time ? Times.text(time) : value.toString();
  }
}
