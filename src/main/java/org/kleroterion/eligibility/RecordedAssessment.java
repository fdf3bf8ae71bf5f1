package org.kleroterion.eligibility;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What an allocation needs to know of an assessment.
 *
 * @param screening canonical JSON: equal texts are equal screenings
 * @param notMet the ids of the criteria that keep the subject out
 * @param missing the variables that are missing for a verdict
 * @param position of its entry among all that the trial ever logged
 * @param validUntil empty: without limit
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
   * Whether it is too old to be allocated on.
   *
   * @param now asked only where there is a limit
   */
  public boolean expired(Supplier<Instant> now) {
    return validUntil.filter(until -> now.get().isAfter(until)).isPresent();
  }
}
