package org.kleroterion.eligibility;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A recorded assessment, with what the decision on an allocation needs.
 *
 * @param screening canonical JSON: equal texts are equal screenings
 * @param notMet the ids of the criteria that are not met, if the verdict is INELIGIBLE
 * @param missing the variables without a value that are needed, if the verdict is INCOMPLETE
 * @param position the entry's 0-based number among all entries of the trial, over log restarts
 * @param validUntil the last moment of its validity; empty if without limit
 */
public record RecordedAssessment(
    UUID id,
    long position,
    String subject,
    String site,
    Verdict verdict,
    Optional<String> stratum,
    int protocolVersion,
    String screening,
    Optional<Instant> validUntil,
    List<String> notMet,
    List<String> missing,
    Optional<String> requestedBy) {
  /**
   * Whether the assessment is too old for an allocation.
   *
   * @param now the current time; called only if the validity has a limit
   */
  public boolean expired(Supplier<Instant> now) {
    return validUntil.filter(until -> now.get().isAfter(until)).isPresent();
  }
}
