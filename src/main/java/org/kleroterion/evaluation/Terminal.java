package org.kleroterion.evaluation;

import java.io.Console;

/** Whether a person watches. */
public final class Terminal {
  private Terminal() {}

  /** Whether this process reads from and writes to a terminal. */
  // Until Java 21 no terminal is no console; from Java 22 on the console says it itself.
  @SuppressWarnings("SystemConsoleNull")
  public static boolean isPresent() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
