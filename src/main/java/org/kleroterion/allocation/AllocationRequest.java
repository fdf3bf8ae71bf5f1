package org.kleroterion.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.eligibility.AssessmentRequest;
import org.kleroterion.problem.InvalidRequest;
import org.kleroterion.problem.Violation;
import org.kleroterion.wire.Text;

/** A subject to be allocated: by its assessment, or with a screening that is assessed first. */
record AllocationRequest(
    @NotNull(message = "Must be the subject's code.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        @Schema(description = "The subject's pseudonymous code.", examples = "WLRT-001")
        String subject,
    @Schema(
            description =
                "The subject's assessment; without it and without a screening, the subject's latest.")
        Optional<UUID> assessment,
    @Schema(description = "With 'screening': the code of the subject's site.", examples = "cams")
        Optional<@Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE) String> site,
    @Schema(
            ref = "Screening",
            description =
                "With 'site': the values of the protocol's variables, assessed before anything is"
                    + " allocated.")
        Optional<ObjectNode> screening,
    @Schema(description = "The person for whom a system account asks.", examples = "dr.li")
        Optional<
                @Size(max = 255, message = "Must be at most 255 characters.")
                @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE) String>
            requestedBy) {

  /**
   * The screening to assess first, if the request brings one.
   *
   * @throws InvalidRequest if it brings half of one, or an assessment as well
   */
  Optional<AssessmentRequest> inline() {
    List<Violation> violations = new ArrayList<>();
    if (assessment.isPresent() && (site.isPresent() || screening.isPresent())) {
      violations.add(
          new Violation("/assessment", "Give either 'assessment' or 'site' and 'screening'."));
    } else if (site.isPresent() && screening.isEmpty()) {
      violations.add(new Violation("/screening", "Must come with 'site'."));
    } else if (screening.isPresent() && site.isEmpty()) {
      violations.add(new Violation("/site", "Must come with 'screening'."));
    }
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return screening.map(
        values -> new AssessmentRequest(subject, site.orElseThrow(), values, requestedBy));
  }
}
