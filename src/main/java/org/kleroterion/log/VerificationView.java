package org.kleroterion.log;

import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a check of the whole log found. */
@Schema(name = "LogVerification")
record VerificationView(
    String trial,
    @Schema(description = "The log's name in checkpoints.") String origin,
    @Schema(description = "How many entries it has.") long size,
    @Schema(description = "The root of their tree, base64; absent where something is wrong.")
        Optional<String> root,
    @Schema(
            description =
                "Whether every entry, hash and row is as it was recorded and extends every checkpoint that"
                    + " was kept. If not, nothing is written to the trial until the log is what it was.")
        boolean sound,
    @Schema(description = "What is wrong, if something is.") Optional<String> trouble) {

  static VerificationView of(LogCheck.Result result) {
    boolean sound = result.trouble().isEmpty();
    return new VerificationView(
        result.head().log().trial(),
        result.head().log().origin(),
        result.head().size(),
        sound ? Optional.of(result.head().edge().root().base64()) : Optional.empty(),
        sound,
        result.trouble());
  }
}
