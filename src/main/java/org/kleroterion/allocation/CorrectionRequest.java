package org.kleroterion.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Text;

/** What a manager found wrong about an allocation. */
record CorrectionRequest(
    @NotNull(message = "Must be STRATUM_CORRECTED or RANDOMIZED_IN_ERROR.") CorrectionKind kind,
    @NotNull(message = "Must say why.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String reason,
    @Schema(
            ref = "Screening",
            description =
                "With STRATUM_CORRECTED: the right values, from which the stratum derives.")
        Optional<ObjectNode> screening) {}
