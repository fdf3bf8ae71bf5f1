package org.kleroterion.allocation;

import java.util.Optional;
import java.util.UUID;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.trial.protocol.Screening;

/**
 * A request to allocate a subject, with its screening in canonical form.
 *
 * @param assessment the requested assessment; empty for the subject's latest
 * @param statement the site and the screening in the request, if any
 */
public record RequestedAllocation(
    String subject,
    Optional<UUID> assessment,
    Optional<Statement> statement,
    Optional<String> requestedBy) {

  /**
   * A subject's site and screening, for comparison.
   *
   * @param screening canonical JSON: equal texts are equal screenings
   */
  record Statement(String site, String screening) {
    static Statement of(RecordedAssessment assessment) {
      return new Statement(assessment.site(), assessment.screening());
    }
  }

  /**
   * @param screening the request's screening, read with the trial's data dictionary
   */
  static RequestedAllocation of(AllocationRequest request, Optional<Screening> screening) {
    return new RequestedAllocation(
        request.subject(),
        request.assessment(),
        screening.map(read -> new Statement(request.site().orElseThrow(), read.canonical())),
        request.requestedBy());
  }
}
