package org.kleroterion.trial.protocol.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of a file, so that its author sees all of them at once. */
public final class Faults {
  /** A limit, so that a hostile file cannot cause a message that is larger than the file. */
  private static final int MAX_FAULTS = 1000;

  private final String file;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * @param file the name of the file, shown in every fault
   */
  public Faults(String file) {
    this.file = file;
  }

  /**
   * Adds a fault. Faults above the limit are dropped.
   *
   * @param line 1-based
   * @param path the member; empty for the whole file
   * @param what the problem, a sentence
   * @param remedy how to correct it, a sentence
   */
  public void add(int line, String path, String what, String remedy) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(new Fault(file, line, path, what, remedy));
    }
  }

  /** The number of faults so far. If it has not changed, no fault was added in between. */
  public int count() {
    return faults.size();
  }

  /**
   * @throws ProtocolRefused with all faults, if there are any
   */
  public void throwIfAny() {
    if (!faults.isEmpty()) {
      faults.sort(Comparator.comparingInt(Fault::line));
      throw new ProtocolRefused(faults);
    }
  }
}
