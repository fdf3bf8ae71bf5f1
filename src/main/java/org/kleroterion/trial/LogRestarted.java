package org.kleroterion.trial;

import org.kleroterion.log.Actor;
import org.kleroterion.log.LockedLog;

/** Another log has begun for a trial: what stands is to be carried over, in this transaction. */
public record LogRestarted(String trial, LockedLog log, Actor actor) {}
