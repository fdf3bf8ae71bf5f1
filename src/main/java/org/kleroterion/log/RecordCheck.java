package org.kleroterion.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Compares what another room keeps with what the log says of it, so that an edited row is found
 * wherever it lies.
 */
public interface RecordCheck {
  /**
   * @param leaves of consecutive positions, in order
   * @return what does not agree, in one clause; empty if everything does
   */
  Optional<String> disagreement(String trial, List<Recorded> leaves);

  /**
   * The same of what is derived from all of the log, asked once at the end.
   *
   * @return what does not agree, in one clause; empty if everything does
   */
  default Optional<String> disagreement(String trial) {
    return Optional.empty();
  }

  /**
   * An entry as the log has it.
   *
   * @param position as {@link Logged#position} told it
   * @param index within its log
   */
  record Recorded(long position, long index, JsonNode leaf) {
    public boolean isOf(EntryType type) {
      return leaf.path("type").asText().equals(type.name());
    }
  }
}
