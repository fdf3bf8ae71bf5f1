package org.kleroterion.allocation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * An allocation as it was issued, with what was found wrong about it since.
 *
 * @param position of its entry among all that the trial ever logged
 * @param stratum of the protocol, also where the arm came from an emergency list
 * @param emergencyList the list that the arm came from
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
   * A correction of it.
   *
   * @param sequence 1-based within the subject
   * @param stratum the one that would have been right
   * @param screening the values that would have been right, canonical JSON
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
          correction.entryIndex,
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
        allocation.entryIndex,
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
