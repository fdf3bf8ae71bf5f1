package org.kleroterion.log;

/**
 * What proves that an entry is in the log, years later and without this service.
 *
 * @param entry the leaf's exact bytes
 * @param proof a C2SP {@code tlog-proof@v1}
 */
public record Receipt(String entry, String proof) {}
