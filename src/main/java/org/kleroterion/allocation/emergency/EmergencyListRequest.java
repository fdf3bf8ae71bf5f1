package org.kleroterion.allocation.emergency;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.wire.Text;

/** A request to issue an emergency list for a site. */
record EmergencyListRequest(
    @NotNull(message = "Must be the code of the site that gets the list.")
        @Pattern(regexp = Text.CODE, message = Text.CODE_MESSAGE)
        @Schema(examples = "cams")
        String site,
    @Min(value = 1, message = "Must be at least 1.")
        @Max(value = EmergencyListRequest.MOST_PLACES, message = "Must be at most {value}.")
        @Schema(
            description =
                "Number of places for each stratum. Ask for no more than could be needed before"
                    + " the service is back: a person who breaks the seals knows this many arms.",
            examples = "6")
        int places,
    @NotNull(message = "Must say why the list is issued.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String reason) {
  static final int MOST_PLACES = 100;
}
