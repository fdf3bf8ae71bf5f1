package org.kleroterion.allocation.emergency;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Text;

/** An opened card of an emergency list, and the subject for whom it was opened. */
public record EmergencyAllocationRequest(
    @Schema(
            description = "The stratum on the card. Leave it out if the trial has no factors.",
            examples = "visceral=no,metastases=1-2,receptor=positive")
        Optional<@Size(max = 2000, message = "Must be at most 2000 characters.") String> stratum,
    @Min(value = 1, message = "Must be at least 1.")
        @Max(value = EmergencyListRequest.MOST_PLACES, message = "Must be at most {value}.")
        @Schema(description = "The place on the card.", examples = "1")
        int place,
    @NotNull(message = "Must be the code of the arm on the card.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        @Schema(
            description =
                "The code of the arm on the card. If the list has another arm at this place, the"
                    + " request is refused, because something was misread.",
            examples = "WLRT")
        String arm,
    @NotNull(message = "Must be the subject's code.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        @Schema(examples = "WLRT-001")
        String subject,
    @NotNull(
            message =
                "Must be the time when the envelope was opened, such as 2026-11-26T02:10:00Z.")
        Instant openedAt,
    @NotNull(message = "Must say who opened the envelope.")
        @Size(max = 255, message = "Must be at most 255 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        @Schema(examples = "dr.li")
        String openedBy,
    @NotNull(message = "Must say why the envelope was opened.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String reason) {}
