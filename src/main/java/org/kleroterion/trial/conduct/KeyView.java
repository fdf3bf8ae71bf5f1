package org.kleroterion.trial.conduct;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A revealed key, with the commitment that it matches. */
@Schema(name = "RevealedKey")
record KeyView(
    String trial,
    @Schema(description = "The trial's key, 64 lower-case hexadecimal digits.") String key,
    @Schema(description = "'sha256:' and the SHA-256 of the key's 32 bytes.") String commitment) {}
