package org.kleroterion.wire;

import java.util.List;
import java.util.Optional;

/** A list as an answer, which is also available as CSV and as NDJSON. */
public interface Table<T> {
  /** The rows, in order. */
  List<T> items();

  /** The columns of a row in CSV. */
  Columns<T> columns();

  /** Reads the next rows; empty at the end of the list. */
  default Optional<? extends Table<T>> rest() {
    return Optional.empty();
  }
}
