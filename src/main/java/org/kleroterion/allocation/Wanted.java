package org.kleroterion.allocation;

import java.util.Optional;
import java.util.UUID;
import org.kleroterion.eligibility.AssessmentRequest;
import org.kleroterion.eligibility.RecordedAssessment;
import org.kleroterion.trial.ServedTrial;

/**
 * What a request wants for a subject.
 *
 * @param assessment by this assessment; empty: by the latest
 * @param statement the site and screening that came with the request
 */
record Wanted(
    String subject,
    Optional<UUID> assessment,
    Optional<Statement> statement,
    Optional<String> requestedBy) {

  /**
   * A subject's site and screening, to be compared.
   *
   * @param screening canonical JSON
   */
  record Statement(String site, String screening) {
    static Statement of(RecordedAssessment assessment) {
      return new Statement(assessment.site(), assessment.screening());
    }
  }

  /**
   * @throws org.kleroterion.problem.InvalidRequest if a value of the screening is wrong
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
