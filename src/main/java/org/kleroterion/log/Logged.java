package org.kleroterion.log;

import java.time.Instant;

/**
 * Where an event stands in the log.
 *
 * @param index 0-based, without gaps
 * @param time when, UTC in whole milliseconds, never before the entry ahead of it
 */
public record Logged(long index, Instant time) {}
