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

/** A request to allocate a subject, by an assessment or with a screening to be assessed first. */
public record AllocationRequest(
    @NotNull(message = "Must be the subject's code.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        @Schema(description = "The subject's pseudonymous code.", examples = "WLRT-001")
        String subject,
    @Schema(
            description =
                "The id of the assessment to allocate on. If neither this nor 'screening' is given,"
                    + " the subject's latest assessment counts.")
        Optional<UUID> assessment,
    @Schema(
            description = "The code of the subject's site. Give it together with 'screening'.",
            examples = "cams")
        Optional<@Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE) String> site,
    @Schema(
            ref = "Screening",
            description =
                "The values of the protocol's variables, to be assessed before the subject is"
                    + " allocated. Give them together with 'site'.")
        Optional<ObjectNode> screening,
    @Schema(description = "The person for whom a system account acts.", examples = "dr.li")
        Optional<
                @Size(max = 255, message = "Must be at most 255 characters.")
                @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE) String>
            requestedBy) {

  /**
   * The screening to assess first, if the request has one.
   *
   * @throws InvalidRequest if the request has only one of 'site' and 'screening', or one of them
   *     together with 'assessment'
   */
  Optional<AssessmentRequest> inline() {
    List<Violation> violations = new ArrayList<>();
    if (assessment.isPresent() && (site.isPresent() || screening.isPresent())) {
      violations.add(
          new Violation("/assessment", "Give either 'assessment', or 'site' and 'screening'."));
    } else if (site.isPresent() && screening.isEmpty()) {
      violations.add(new Violation("/screening", "Must be given together with 'site'."));
    } else if (screening.isPresent() && site.isEmpty()) {
      violations.add(new Violation("/site", "Must be given together with 'screening'."));
    }
    if (!violations.isEmpty()) {
      throw new InvalidRequest(violations);
    }
    return screening.map(
        values -> new AssessmentRequest(subject, site.orElseThrow(), values, requestedBy));
  }
}
