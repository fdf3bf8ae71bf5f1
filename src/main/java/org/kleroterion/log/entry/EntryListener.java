package org.kleroterion.log.entry;

import java.util.Optional;

/** Is called for every appended entry. Every CDI bean of this type is registered. */
public interface EntryListener {
  /**
   * Called in the transaction that appends the entry. The entry and everything that the listener
   * writes take effect together, when that transaction commits.
   *
   * @param subject the subject that the entry concerns, if any
   */
  void appended(String trial, EntryType type, Optional<String> subject, Logged entry);
}
