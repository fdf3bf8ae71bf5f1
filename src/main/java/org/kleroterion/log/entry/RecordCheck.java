package org.kleroterion.log.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Compares the rows of another package with the log, so that an edited row is found in any table.
 * Every CDI bean of this type is used.
 */
public interface RecordCheck {
  /**
   * @param leaves consecutive entries, in order
   * @return the first disagreement, as one clause; empty if everything agrees
   */
  Optional<String> disagreement(String trial, List<Recorded> leaves);

  /**
   * The same for rows that follow from the log as a whole. Called once, after the last entry.
   *
   * @return the first disagreement, as one clause; empty if everything agrees
   */
  default Optional<String> disagreement(String trial) {
    return Optional.empty();
  }

  /**
   * An entry as the log holds it.
   *
   * @param position see {@link Logged#position}
   * @param index its 0-based number in its log
   * @param leaf the parsed leaf
   */
  record Recorded(long position, long index, JsonNode leaf) {
    public boolean isOf(EntryType type) {
      return leaf.path("type").asText().equals(type.name());
    }
  }
}
