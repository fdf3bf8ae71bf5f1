package org.kleroterion.allocation.correction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.allocation.CorrectionKind;
import org.kleroterion.wire.Text;

/** A request to record an error in an allocation. */
record CorrectionRequest(
    @NotNull(message = "Must be STRATUM_CORRECTED or RANDOMIZED_IN_ERROR.") CorrectionKind kind,
    @NotNull(message = "Must say why the allocation is corrected.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String reason,
    @Schema(
            ref = "Screening",
            description =
                "The right values, from which the right stratum is derived. Give them with"
                    + " STRATUM_CORRECTED only.")
        Optional<ObjectNode> screening) {}
