package org.kleroterion.trial;

import org.kleroterion.randomization.Scheme;
import org.kleroterion.trial.protocol.Protocol;

/**
 * A trial as a request finds it.
 *
 * @param protocol the version in force
 * @param status as it was read; certain only in a transaction that held the trial's log before
 */
public record ServedTrial(String code, Protocol protocol, TrialStatus status, String commitment) {
  /** The arms' shares and the block sizes. */
  public Scheme scheme() {
    return Schedule.scheme(protocol);
  }
}
