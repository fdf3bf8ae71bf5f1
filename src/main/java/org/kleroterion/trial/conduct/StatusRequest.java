package org.kleroterion.trial.conduct;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.kleroterion.trial.TrialStatus;
import org.kleroterion.wire.Text;

/** What a manager sends to open, pause or close a trial. */
record StatusRequest(
    @NotNull(message = "Must be OPEN, PAUSED or CLOSED.") TrialStatus status,
    @NotNull(message = "Must be the reason for the change.")
        @Size(max = 2000, message = "Must be at most 2000 characters.")
        @Pattern(regexp = Text.LINE, message = Text.LINE_MESSAGE)
        String reason) {}
