package org.kleroterion.log.signing;

/**
 * Proves that an entry is in the log. It can be verified without this service, also years later.
 *
 * @param entry the leaf's exact bytes
 * @param proof a C2SP {@code tlog-proof@v1}
 */
public record Receipt(String entry, String proof) {}
