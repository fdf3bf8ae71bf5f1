package org.kleroterion.trial;

/** How a trial stands at one moment: its status and the protocol version in force. */
public record Standing(TrialStatus status, int version) {}
