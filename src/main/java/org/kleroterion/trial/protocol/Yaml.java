package org.kleroterion.trial.protocol;

import java.util.List;

/** A YAML document as it was written: every value with its line, nothing converted yet. */
public sealed interface Yaml {
  /** In the file, from 1. */
  int line();

  /**
   * A single value.
   *
   * @param plain written without quotes, so that YAML may take it for something else than text
   */
  record Scalar(String value, boolean plain, int line) implements Yaml {}

  record Sequence(List<Yaml> items, int line) implements Yaml {}

  /**
   * Members by name.
   *
   * @param entries keys are distinct
   */
  record Mapping(List<Entry> entries, int line) implements Yaml {}

  /** A member of a mapping. */
  record Entry(Scalar key, Yaml value) {}

  /** Something that a fault already tells of, so that it needs no second one. */
  record Refused(int line) implements Yaml {}
}
