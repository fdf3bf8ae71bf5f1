package org.kleroterion.trial;

/** A trial's status and the protocol version in force, both read at the same moment. */
public record TrialState(TrialStatus status, int version) {}
