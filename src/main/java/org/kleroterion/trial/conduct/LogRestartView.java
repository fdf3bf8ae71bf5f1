package org.kleroterion.trial.conduct;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The new log, and the log that it replaces. */
@Schema(name = "LogRestart")
record LogRestartView(
    String trial,
    @Schema(description = "The key that verifies the new log.") String vkey,
    @Schema(
            description =
                "The log that ended, as in the first entry of the new log: 'origin', 'vkey', 'size'"
                    + " and, if known, its last 'checkpoint'.")
        Map<String, Object> previous,
    @Schema(description = "Number of allocations that were carried over.") long carriedOver) {}
