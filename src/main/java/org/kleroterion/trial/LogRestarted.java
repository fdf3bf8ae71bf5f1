package org.kleroterion.trial;

import org.kleroterion.log.LockedLog;
import org.kleroterion.log.entry.Actor;

/**
 * Event: a trial's log was restarted. Observers carry the current state over to the new log, in the
 * same transaction.
 *
 * @param log the new log
 * @param actor who restarted it
 */
public record LogRestarted(String trial, LockedLog log, Actor actor) {}
