package org.kleroterion.delivery;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Another system that gets something from the service, and how it stands with it. */
@Schema(name = "Destination")
record DestinationView(
    String destination,
    @Schema(description = "Whether this service is set up to bring it something.") boolean served,
    long waiting,
    long dead,
    @Schema(description = "When the oldest of them was put.") Optional<Instant> oldest,
    @Schema(description = "How often in a row nobody was there.") int failures,
    @Schema(description = "Paused until a manager resumes it.") boolean held,
    @Schema(description = "Left alone until then.") Optional<Instant> pausedUntil,
    @Schema(description = "Why it was last paused.") Optional<String> problem) {}
