package org.kleroterion.eligibility;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Text;

/**
 * A subject's screening, to be assessed.
 *
 * @param screening the values of the protocol's variables, without those that are unknown
 * @param requestedBy the person for whom a system account acts
 */
public record AssessmentRequest(
    @NotNull(message = "Must be the subject's code.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        @Schema(description = "The subject's pseudonymous code.", examples = "WLRT-001")
        String subject,
    @NotNull(message = "Must be the code of the subject's site.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        @Schema(description = "The code of the subject's site.", examples = "cams")
        String site,
    @NotNull(message = "Must be an object with the values of the protocol's variables.")
        @Schema(
            ref = "Screening",
            description =
                "The values of the protocol's variables. Leave out unknown values. For the JSON"
                    + " Schema, GET /v1/trials/{trial}/screening-schema.")
        ObjectNode screening,
    @Schema(description = "The person for whom a system account acts.", examples = "dr.li")
        Optional<
                @Size(max = 255, message = "Must be at most 255 characters.")
                @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE) String>
            requestedBy) {}
