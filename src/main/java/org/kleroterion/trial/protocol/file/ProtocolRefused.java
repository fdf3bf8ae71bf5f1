package org.kleroterion.trial.protocol.file;

import java.util.List;
import java.util.stream.Collectors;

/** A file has faults. The message lists all of them, one per line. */
public final class ProtocolRefused extends RuntimeException {
  private final transient List<Fault> faults;

  /**
   * @param faults at least one
   */
  ProtocolRefused(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** All faults, ordered by line. */
  public List<Fault> faults() {
    return faults;
  }
}
