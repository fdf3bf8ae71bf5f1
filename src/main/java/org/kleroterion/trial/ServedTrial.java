package org.kleroterion.trial;

import com.fasterxml.jackson.databind.JsonNode;
import org.kleroterion.randomization.Scheme;
import org.kleroterion.trial.protocol.Protocol;
import org.kleroterion.trial.protocol.Screening;

/**
 * The state of a trial, as a request reads it.
 *
 * @param protocol the version in force
 * @param status the status when it was read; it may have changed since, unless the transaction
 *     locked the trial's log before the read
 */
public record ServedTrial(String code, Protocol protocol, TrialStatus status, String commitment) {
  /**
   * Reads a screening with the data dictionary in force.
   *
   * @param screening the member {@code screening} of a request
   * @throws org.kleroterion.problem.InvalidRequest if a value does not match the dictionary
   */
  public Screening read(JsonNode screening) {
    return protocol.dictionary().read(screening, "/screening");
  }

  /** The arms' weights and the block sizes. */
  public Scheme scheme() {
    return Schedule.scheme(protocol);
  }
}
