package org.kleroterion.trial;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The log that has begun. */
@Schema(name = "LogRestart")
record LogRestartView(
    String trial,
    @Schema(description = "The key that verifies the new log.") String vkey,
    @Schema(
            description =
                "The log that has ended, as the new one's first entry quotes it: 'origin', 'vkey', 'size' and,"
                    + " where one is known, its last 'checkpoint'.")
        Map<String, Object> previous,
    @Schema(description = "How many allocations were carried over.") long carriedOver) {}
