package org.kleroterion.allocation;

import java.util.Optional;
import java.util.UUID;
import org.kleroterion.eligibility.AssessmentRequest;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.trial.ServedTrial;

/**
 * A request to allocate a subject, with its screening in canonical form.
 *
 * @param assessment the requested assessment; empty for the subject's latest
 * @param statement the site and the screening in the request, if any
 */
public record Wanted(
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
   * @throws org.kleroterion.problem.InvalidRequest if a value of the screening is invalid
   */
  static Wanted of(
      ServedTrial trial, AllocationRequest request, Optional<AssessmentRequest> inline) {
    return new Wanted(
        request.subject(),
        request.assessment(),
        inline.map(
            assessment ->
                new Statement(
                    assessment.site(),
                    trial
                        .protocol()
                        .dictionary()
                        .read(assessment.screening(), "/screening")
                        .canonical())),
        request.requestedBy());
  }
}
