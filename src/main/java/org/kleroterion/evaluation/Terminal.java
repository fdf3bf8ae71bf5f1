package org.kleroterion.evaluation;

import java.io.Console;

/** Finds out whether a person uses this process. */
public final class Terminal {
  private Terminal() {}

  /** Whether this process reads from and writes to a terminal. */
  // Up to Java 21, there is no console without a terminal. From Java 22 on, ask the console.
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
