package org.kleroterion.trial;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A revealed key, beside the commitment that it fits. */
@Schema(name = "RevealedKey")
record KeyView(
    String trial,
    @Schema(description = "The trial's key, 64 lower-case hexadecimal digits.") String key,
    @Schema(description = "'sha256:' and the SHA-256 of the key's 32 bytes.") String commitment) {}
