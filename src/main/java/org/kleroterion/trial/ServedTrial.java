package org.kleroterion.trial;

import org.kleroterion.randomization.Scheme;
import org.kleroterion.trial.protocol.Protocol;

/**
 * The state of a trial, as a request reads it.
 *
 * @param protocol the version in force
 * @param status the status when it was read; it may have changed since, unless the transaction
 *     locked the trial's log before the read
 */
public record ServedTrial(String code, Protocol protocol, TrialStatus status, String commitment) {
  /** The arms' weights and the block sizes. */
  public Scheme scheme() {
    return Schedule.scheme(protocol);
  }
}
