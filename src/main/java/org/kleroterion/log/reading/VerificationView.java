package org.kleroterion.log.reading;

import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.kleroterion.log.guard.LogCheck;

/** The result of a check of the whole log. */
@Schema(name = "LogVerification")
record VerificationView(
    String trial,
    @Schema(description = "The log's name in checkpoints.") String origin,
    @Schema(description = "The number of entries in the log.") long size,
    @Schema(description = "The root of the log's tree, base64; absent if the log is not sound.")
        Optional<String> root,
    @Schema(
            description =
                "Whether every entry, hash and row is as it was recorded, and the log extends every"
                    + " stored checkpoint. If false, nothing is written to the log until it is"
                    + " repaired.")
        boolean sound,
    @Schema(description = "The first fault that was found; absent if the log is sound.")
        Optional<String> trouble) {

  static VerificationView of(LogCheck.Result result) {
    boolean sound = result.trouble().isEmpty();
    return new VerificationView(
        result.head().log().trial(),
        result.head().log().origin(),
        result.head().size(),
        sound ? Optional.of(result.head().frontier().root().base64()) : Optional.empty(),
        sound,
        result.trouble());
  }
}
