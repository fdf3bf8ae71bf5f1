package org.kleroterion.trial;

import org.kleroterion.randomization.Scheme;
import org.kleroterion.trial.protocol.Protocol;

/**
 * A trial as a request finds it.
 *
 * @param protocol the version in force
 * @param status as read at the start of the request; a decision reads it again under the log's lock
 */
public record ServedTrial(String code, Protocol protocol, TrialStatus status, String commitment) {
  /** The arms' shares and the block sizes. */
  public Scheme scheme() {
    return Schedule.scheme(protocol);
  }
}
