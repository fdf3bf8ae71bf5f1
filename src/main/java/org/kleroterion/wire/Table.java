package org.kleroterion.wire;

import java.util.List;

/** An answer that is a list, and so also comes as CSV or as one JSON text a line. */
public interface Table<T> {
  /** The rows, in order. */
  List<T> items();

  /** How a row reads as CSV. */
  Columns<T> columns();
}
