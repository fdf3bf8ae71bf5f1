package org.kleroterion.trial.protocol.file;

import java.util.List;

/** A value in a YAML document, as it was written: with its line, and not converted yet. */
public sealed interface Yaml {
  /** The 1-based line in the file. */
  int line();

  /**
   * A single value.
   *
   * @param plain whether it was written without quotes; YAML may read it as another type than text
   */
  record Scalar(String value, boolean plain, int line) implements Yaml {}

  record Sequence(List<Yaml> items, int line) implements Yaml {}

  /**
   * A mapping of names to values.
   *
   * @param entries in the order of the file; the keys are distinct
   */
  record Mapping(List<Entry> entries, int line) implements Yaml {}

  /** A member of a mapping. */
  record Entry(Scalar key, Yaml value) {}

  /** A value for which a fault was already added. Readers must not add a second one. */
  record Refused(int line) implements Yaml {}
}
