package org.kleroterion.allocation.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.kleroterion.allocation.Allocation;
import org.kleroterion.allocation.CorrectionKind;
import org.kleroterion.allocation.EmergencyStratum;
import org.kleroterion.allocation.correction.Correction;

/**
 * An allocation as it was issued, with its corrections.
 *
 * @param position the entry's 0-based number among all entries of the trial, over log restarts
 * @param stratum the protocol's stratum, even if the arm came from an emergency list
 * @param emergencyList the number of the emergency list, if the arm came from one
 * @param allocatedBy the caller's {@code sub}
 */
public record PastAllocation(
    String subject,
    long number,
    long position,
    String site,
    String stratum,
    OptionalInt emergencyList,
    String arm,
    int protocolVersion,
    UUID assessment,
    Instant time,
    String allocatedBy,
    Optional<String> requestedBy,
    List<PastCorrection> corrections) {

  public PastAllocation {
    corrections = List.copyOf(corrections);
  }

  /**
   * A correction of the allocation.
   *
   * @param sequence 1-based number among the subject's corrections
   * @param stratum the right stratum
   * @param screening the right values, canonical JSON
   */
  public record PastCorrection(
      int sequence,
      long position,
      CorrectionKind kind,
      String reason,
      Optional<String> stratum,
      Optional<String> screening,
      Instant time,
      String correctedBy) {

    static PastCorrection of(Correction correction) {
      return new PastCorrection(
          correction.sequence,
          correction.entryPosition,
          correction.kind,
          correction.reason,
          Optional.ofNullable(correction.stratum),
          Optional.ofNullable(correction.screening),
          correction.correctedAt,
          correction.correctedBy);
    }
  }

  static PastAllocation of(Allocation allocation, List<PastCorrection> corrections) {
    Optional<EmergencyStratum> emergency = EmergencyStratum.parse(allocation.stratum);
    return new PastAllocation(
        allocation.subject,
        allocation.number,
        allocation.entryPosition,
        allocation.site,
        EmergencyStratum.ofProtocol(allocation.stratum),
        emergency.map(list -> OptionalInt.of(list.list())).orElseGet(OptionalInt::empty),
        allocation.arm,
        allocation.protocolVersion,
        allocation.assessment,
        allocation.allocatedAt,
        allocation.allocatedBy,
        Optional.ofNullable(allocation.requestedBy),
        corrections);
  }
}
