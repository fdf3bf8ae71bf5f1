package org.kleroterion.evaluation;

import java.io.PrintStream;

/** How far it is: one line that grows on a terminal, a line each quarter elsewhere. */
final class Progress {
  private static final int WIDTH = 40;

  private final PrintStream err;
  private final boolean terminal;
  private final int total;
  private int done;

  Progress(PrintStream err, boolean terminal, int total) {
    this.err = err;
    this.terminal = terminal;
    this.total = total;
  }

  void step() {
    int before = done * 4 / total;
    done++;
    if (terminal) {
      int filled = done * WIDTH / total;
      String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
      err.print("\r[" + bar + "] " + done + "/" + total);
      err.flush();
    } else if (done * 4 / total > before) {
      err.println(done + " of " + total + " records (" + done * 100 / total + " %)");
    }
  }

  /** Leaves the bar behind, so that what follows starts on a line of its own. */
  void end() {
    if (terminal && done > 0) {
      err.println();
    }
  }
}
