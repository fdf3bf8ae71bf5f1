package org.kleroterion.trial.protocol;

import java.util.List;
import java.util.stream.Collectors;

/** A protocol file has faults; the message lists all of them, one per line. */
public final class ProtocolRefused extends RuntimeException {
  private final transient List<Fault> faults;

  /**
   * @param faults at least one
   */
  ProtocolRefused(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** Every fault, in the order of the file's lines. */
  public List<Fault> faults() {
    return faults;
  }
}
