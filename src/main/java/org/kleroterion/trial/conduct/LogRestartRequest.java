package org.kleroterion.trial.conduct;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.kleroterion.wire.Text;

/** What a manager sends to restart a trial's log. */
record LogRestartRequest(
    @NotNull(message = "Must be the reason for the restart.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String reason) {}
