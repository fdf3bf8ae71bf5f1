package org.kleroterion.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of a trial's log, with its leaf.
 *
 * @param log the 1-based number of the log; each restart begins the next one
 * @param index the entry's 0-based number in this log
 * @param type one of {@link TrialEntries#types}
 * @param actor the caller's {@code sub}
 * @param leaf the exact bytes, one line of JSON
 * @param content the leaf, parsed
 * @param leafHash the leaf's hash as in RFC 6962, in base64
 */
public record ReadEntry(
    int log,
    long index,
    Instant time,
    String type,
    String actor,
    Optional<String> subject,
    Optional<String> site,
    String leaf,
    JsonNode content,
    String leafHash) {}
