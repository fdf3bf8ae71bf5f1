package org.kleroterion.evaluation;

import java.io.PrintStream;

/** Shows the progress: a growing bar on a terminal, otherwise a line after each quarter. */
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

  /** Ends the line of the bar, so that the next output begins on a new line. */
  void end() {
    if (terminal && done > 0) {
      err.println();
    }
  }
}
