package org.kleroterion.log.entry;

/**
 * Identifies one of a trial's logs. Never changes.
 *
 * @param number 1 for the trial's first log; each restart adds 1
 * @param origin its name in checkpoints
 * @param first the position of its entry 0
 */
public record LogId(String trial, int number, String origin, long first) {}
