package org.kleroterion.log;

import java.util.Optional;

/** Hears of every entry in the transaction that appends it; a bean. */
public interface EntryListener {
  /**
   * An entry was appended. It stands once the transaction has committed; whatever this writes
   * stands with it.
   *
   * @param subject whom it is about, if anybody
   */
  void appended(String trial, EntryType type, Optional<String> subject, Logged entry);
}
