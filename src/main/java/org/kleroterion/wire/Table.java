package org.kleroterion.wire;

import java.util.List;

/** A list as an answer, which is also available as CSV and as NDJSON. */
public interface Table<T> {
  /** The rows, in order. */
  List<T> items();

  /** The columns of a row in CSV. */
  Columns<T> columns();
}
