package org.kleroterion.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the trial's log.
 *
 * @param log which of the trial's logs: 1, and one more after each restart
 * @param index 0-based in its log
 * @param type one of {@link TrialEntries#types}
 * @param actor the caller's {@code sub}
 * @param leaf the exact bytes, one line of JSON
 * @param content the same, read
 * @param leafHash RFC 6962, in base64
 */
public record PastEntry(
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
