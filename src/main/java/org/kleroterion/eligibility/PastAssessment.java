package org.kleroterion.eligibility;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kleroterion.trial.protocol.Outcome;

/**
 * An assessment as it was recorded.
 *
 * @param position the entry's 0-based number among all entries of the trial, over log restarts
 * @param screening canonical JSON
 * @param outcomes the outcome of each criterion, by its id
 * @param assessedBy the caller's {@code sub}
 */
public record PastAssessment(
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
    String assessedBy,
    Optional<String> requestedBy) {

  public PastAssessment {
    outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
  }
}
