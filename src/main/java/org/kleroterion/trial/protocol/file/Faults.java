package org.kleroterion.trial.protocol.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Collects the faults of a file, so that its author sees all of them at once. */
public final class Faults {
  /** A limit, so that a hostile file cannot cause a message that is larger than the file. */
  private static final int MAX_FAULTS = 1000;

  private final String file;
  private final Consumer<Fault> warnings;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * @param file the name of the file, shown in every fault
   */
  public Faults(String file) {
    this(file, warning -> {});
  }

  /**
   * @param warnings gets what is allowed but should be changed; not a fault
   */
  public Faults(String file, Consumer<Fault> warnings) {
    this.file = file;
    this.warnings = warnings;
  }

  /** Reports what is allowed but should be changed. The parameters are those of {@link #add}. */
  public void warn(int line, String path, String what, String remedy) {
    warnings.accept(new Fault(file, line, path, what, remedy));
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
