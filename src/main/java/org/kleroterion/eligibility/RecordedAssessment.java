package org.kleroterion.eligibility;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.kleroterion.trial.protocol.Outcome;

/**
 * An assessment as it was recorded.
 *
 * @param position the entry's 0-based number among all entries of the trial, over log restarts
 * @param screening canonical JSON: equal texts are equal screenings
 * @param outcomes the outcome of each criterion, by its id
 * @param assessedBy the caller's {@code sub}
 * @param validUntil the last moment of its validity; empty if without limit
 */
public record RecordedAssessment(
    UUID id,
    long position,
    String subject,
    String site,
    int protocolVersion,
    String screening,
    Map<String, Outcome> outcomes,
    Verdict verdict,
    Optional<String> stratum,
    Instant time,
    Optional<Instant> validUntil,
    String assessedBy,
    Optional<String> requestedBy) {

  public RecordedAssessment {
    outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
  }

  /** The ids of the criteria that are not met, in the protocol's order. */
  public List<String> notMet() {
    return outcomes.entrySet().stream()
        .filter(outcome -> outcome.getValue() == Outcome.NOT_MET)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Whether the assessment is too old for an allocation.
   *
   * @param now the current time; called only if the validity has a limit
   */
  public boolean expired(Supplier<Instant> now) {
    return validUntil.filter(until -> now.get().isAfter(until)).isPresent();
  }
}
