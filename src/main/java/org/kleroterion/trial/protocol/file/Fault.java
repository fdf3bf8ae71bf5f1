package org.kleroterion.trial.protocol.file;

/**
 * One fault in a file.
 *
 * @param line 1-based
 * @param path the member, such as {@code factors[1].levels[0].rule}; empty for the whole file
 * @param what the problem, a sentence
 * @param remedy how to correct it, a sentence
 */
public record Fault(String file, int line, String path, String what, String remedy) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + what + " " + remedy;
  }
}
