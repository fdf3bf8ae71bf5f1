package org.kleroterion.trial.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong in a file, so that its author learns everything at once. */
public final class Faults {
  /**
   * More than anybody mends in one go; a hostile file must not get an answer larger than itself.
   */
  private static final int MOST = 1000;

  private final String file;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * @param file its name, for the faults
   */
  public Faults(String file) {
    this.file = file;
  }

  /**
   * @param line in the file, from 1
   * @param path the member; empty for the file as a whole
   * @param what is wrong, a sentence
   * @param remedy how to mend it, a sentence
   */
  public void add(int line, String path, String what, String remedy) {
    if (faults.size() < MOST) {
      faults.add(new Fault(file, line, path, what, remedy));
    }
  }

  /** Grows with every fault: unchanged means that nothing went wrong in between. */
  int count() {
    return faults.size();
  }

  /**
   * @throws ProtocolRefused if there is any
   */
  public void throwIfAny() {
    if (!faults.isEmpty()) {
      faults.sort(Comparator.comparingInt(Fault::line));
      throw new ProtocolRefused(faults);
    }
  }
}
